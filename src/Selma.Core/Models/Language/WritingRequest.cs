using System.Globalization;
using System.Text.RegularExpressions;

namespace Selma.Core.Models.Language;

/// <summary>What the embedded writer understands of a request: how many prompts, how long, like which examples.</summary>
internal sealed partial record WritingRequest(IReadOnlyList<string> Examples, int Count, int First, int MaxWords)
{
    /// <summary>Reads a request of stage 1.</summary>
    /// <exception cref="FormatException">The text asks for something else.</exception>
    public static WritingRequest Read(string prompt) => new(
        [.. Example().Matches(prompt).Select(example => example.Groups[1].Value)],
        Number(CountAsked(), prompt),
        Number(FirstNumber(), prompt),
        Number(MostWords(), prompt));

    private static int Number(Regex number, string prompt) => number.Match(prompt) is { Success: true } match
        ? int.Parse(match.Groups[1].ValueSpan, CultureInfo.InvariantCulture)
        : throw new FormatException($"The embedded writer only writes prompts; the request lacks '{number}'.");

    [GeneratedRegex(@"^\d{1,3}\. (\S.*)$", RegexOptions.Multiline)]
    private static partial Regex Example();

    [GeneratedRegex(@"Write (\d{1,3}) new prompts")]
    private static partial Regex CountAsked();

    [GeneratedRegex(@"numbered from (\d{1,3})\.")]
    private static partial Regex FirstNumber();

    [GeneratedRegex(@"at most (\d{1,4}) words")]
    private static partial Regex MostWords();
}
