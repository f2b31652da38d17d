using System.Globalization;
using System.Text.RegularExpressions;

namespace Selma.Core.Prompts;

/// <summary>The text that asks a language model for prompts, and how its reply is read.</summary>
/// <remarks>The structure is the official script's (<c>llm/prompt_generation.py</c>), the wording ours.</remarks>
public static partial class PromptTemplate
{
    /// <summary>Prompts asked for at a time, as in the official script.</summary>
    public const int Asked = 20;

    private const int MostShown = 200;

    /// <summary>The request.</summary>
    /// <param name="skill">What the prompts are to exercise.</param>
    /// <param name="examples">Prompts to show; the reply is to count on from them.</param>
    public static string Ask(Skill skill, IReadOnlyList<string> examples)
    {
        ArgumentNullException.ThrowIfNull(skill);
        ArgumentNullException.ThrowIfNull(examples);
        return string.Join('\n', (string[])
        [
            string.Create(
                CultureInfo.InvariantCulture,
                $"You write prompts for a text-to-image model. Write {Asked} new prompts, one per line, numbered from {examples.Count + 1}."),
            $"Skill to exercise: {OneLine(skill.Description)}",
            string.Create(CultureInfo.InvariantCulture, $"Every prompt: at most {skill.WordLimit} words; names concrete objects and varies them ") +
            $"from prompt to prompt; uses a sentence form different from its neighbours'. {OneLine(skill.Instruction)}".TrimEnd(),
            "No commentary, no quotation marks.",
            "Examples:",
            .. examples.Select((example, index) => string.Create(CultureInfo.InvariantCulture, $"{index + 1}. {OneLine(example)}")),
        ]);
    }

    /// <summary>Reads the numbered prompts of a reply, whatever the numbers.</summary>
    /// <remarks>
    /// Lines without a number belong to the prompt above them up to a blank line; text before the first number and after a blank line is
    /// commentary. Blanks are joined and paired quotation marks and asterisks removed.
    /// </remarks>
    /// <returns>The prompts in order, empty ones included.</returns>
    public static IReadOnlyList<string> Read(string reply)
    {
        ArgumentNullException.ThrowIfNull(reply);
        var prompts = new List<string>();
        var isOpen = false;
        foreach (var line in reply.Split('\n'))
        {
            if (Numbered().Match(line) is { Success: true } item)
            {
                prompts.Add(item.Groups[1].Value);
                isOpen = true;
            }
            else if (isOpen && !string.IsNullOrWhiteSpace(line) && !Fence().IsMatch(line))
            {
                prompts[^1] += " " + line;
            }
            else
            {
                isOpen = false;
            }
        }

        return [.. prompts.Select(Clean)];
    }

    /// <summary>The beginning of a reply on one line, to show what came instead of prompts.</summary>
    internal static string Beginning(string reply)
    {
        var line = OneLine(reply);
        return line.Length > MostShown ? $"{line[..MostShown]}…" : line;
    }

    private static string Clean(string prompt)
    {
        var text = OneLine(prompt);
        while (Quoted().Match(text) is { Success: true } quoted)
        {
            text = quoted.Groups["text"].Value.Trim();
        }

        return text;
    }

    private static string OneLine(string text) => Blanks().Replace(text, " ").Trim();

    // Markdown may escape the mark or set the number in bold: 4\. a cat, **4.** a dog.
    [GeneratedRegex(@"^\s*(?:[-*•]\s*)?(?:\*\*)?\d{1,3}\\?[.)](?:\*\*)?(?:\s+(.*?))?\s*$", RegexOptions.CultureInvariant)]
    private static partial Regex Numbered();

    [GeneratedRegex(@"^\s*(?:```\w*|-{3,}|\*{3,})\s*$", RegexOptions.CultureInvariant)]
    private static partial Regex Fence();

    // A pair that holds no such mark within: "a cat" and "a dog" stays as it is. An apostrophe may stand within single ones.
    [GeneratedRegex("""^("(?<text>[^"]*)"|“(?<text>[^“”]*)”|«(?<text>[^«»]*)»|`(?<text>[^`]*)`|'(?<text>.*)'|‘(?<text>.*)’|\*(?<text>.*)\*)$""")]
    private static partial Regex Quoted();

    [GeneratedRegex(@"\s+", RegexOptions.CultureInvariant)]
    private static partial Regex Blanks();
}
