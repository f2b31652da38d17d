using System.Text.RegularExpressions;

namespace Selma.Core.Scores;

/// <summary>Brings what a chatty model says to <c>yes</c> or <c>no</c>.</summary>
public static partial class AnswerText
{
    /// <summary>Lower-cases, trims, drops punctuation and takes a leading yes or no; anything else is returned as it is, and scores 0.</summary>
    public static string Normalize(string answer)
    {
        ArgumentNullException.ThrowIfNull(answer);
        var words = Punctuation().Replace(answer.ToLowerInvariant(), "").Trim();
        return YesOrNo().Match(words) is { Success: true } match ? match.Value : answer;
    }

    [GeneratedRegex("[.,?!\"']")]
    private static partial Regex Punctuation();

    [GeneratedRegex(@"^(yes|no)\b")]
    private static partial Regex YesOrNo();
}
