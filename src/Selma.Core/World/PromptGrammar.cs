using System.Text.RegularExpressions;

namespace Selma.Core.World;

/// <summary>Reads what a clean prompt states: the inverse of <see cref="Captions.Write"/>, for sentences put together in other ways too.</summary>
/// <remarks>
/// Noun phrases, places, relations and the background are recognised wherever they stand; words that say none of these are passed over.
/// </remarks>
public static partial class PromptGrammar
{
    /// <summary>Reads a prompt.</summary>
    /// <returns>What it states, groups in the order of the text; null where it names no thing, or one noun twice.</returns>
    public static SceneDescription? Read(string prompt)
    {
        var reading = new PromptReading();
        string[] words = [.. Words().Matches(prompt.ToLowerInvariant()).Select(match => match.Value)];
        for (var i = 0; i < words.Length; i++)
        {
            reading.Take(words[i], followedByOf: i + 1 < words.Length && words[i + 1] == "of");
        }

        return reading.Description;
    }

    [GeneratedRegex(@"\p{L}+|[.,;:!?]")]
    private static partial Regex Words();
}
