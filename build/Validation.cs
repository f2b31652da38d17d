using System.CommandLine.Parsing;
using System.Globalization;

namespace Selma.Build;

/// <summary>What is wrong with a word of the command line.</summary>
internal static class Validation
{
    /// <summary>Reports each word of an option or argument that has a problem.</summary>
    public static void Report(SymbolResult result, Func<string, string?> problem) => Report(result, result.Tokens.Select(token => token.Value), problem);

    /// <summary>Reports each of some words that has a problem.</summary>
    public static void Report<T>(SymbolResult result, IEnumerable<T> words, Func<T, string?> problem)
    {
        foreach (var message in words.Select(problem).OfType<string>())
        {
            result.AddError(message);
        }
    }

    /// <summary>A word that is no target, or an option that is none.</summary>
    /// <param name="word">As typed.</param>
    /// <param name="options">The names of all options.</param>
    public static string? Target(string word, IEnumerable<string> options)
    {
        if (Targets.Find(word) is not null)
        {
            return null;
        }

        var names = Targets.All.Select(target => target.Name).ToArray();
        return word.StartsWith('-')
            ? $"'{word}' is not an option. Did you mean '{Spelling.Nearest(word, options)}'?"
            : $"'{word}' is not a target. Did you mean '{Spelling.Nearest(word, names)}'? Targets are: {string.Join(", ", names)}.";
    }

    /// <summary>Runs that are not two behind <c>Diff</c>, and another target beside it.</summary>
    /// <param name="words">The words that are no runs.</param>
    /// <param name="runs">The runs.</param>
    public static string? Runs(IReadOnlyList<string> words, IReadOnlyList<string> runs) => words.Any(RunNames.IsDiff) switch
    {
        true when runs.Count != 2 => $"Diff compares two runs, and {runs.Count} were named: ./build.sh Diff RUN RUN.",
        _ => null,
    };

    /// <summary>Targets that do not go together.</summary>
    public static string? Together(IReadOnlyList<string> words)
    {
        string[] targets = [.. words.Select(Targets.Find).OfType<string>().Distinct()];
        return targets.FirstOrDefault(Targets.RunsAlone) is { } alone && targets.Length > 1 ? $"{alone} runs alone: name no other target beside it."
            : targets.Count(Targets.IsQuestion) > 1 ? "Plan and Why answer one at a time." : null;
    }

    /// <summary>A setting without a value.</summary>
    public static string? Setting(string word) =>
        word.IndexOf('=', StringComparison.Ordinal) > 0 || Targets.IsTarget(word) ? null : $"'{word}' is not of the form key=value, as experts.rank=64.";

    /// <summary>A time that is none.</summary>
    public static string? Time(string word) => Duration.Parse(word) is null ? $"'{word}' is not a duration such as 30s, 10m, 2h or 30d." : null;

    /// <summary>A size that is none.</summary>
    public static string? Size(string word) => ByteSize.Parse(word) is null ? $"'{word}' is not a size such as 500MiB, 50GiB or 2TiB." : null;

    /// <summary>A cost that is none.</summary>
    public static string? Cost(string word) =>
        decimal.TryParse(word, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out _) ? null : $"'{word}' is not an amount of dollars such as 2.50.";

    /// <summary>A filter that would not be a part of a name.</summary>
    public static string? Filter(string word) =>
        word.All(letter => char.IsAsciiLetterOrDigit(letter) || letter == '_') ? null : $"'{word}' is not part of a class or method name.";
}
