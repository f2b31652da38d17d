namespace Selma.Core.World;

/// <summary>The words that prompts about the world are made of, by what they say.</summary>
public static class Lexicon
{
    /// <summary>The nouns, singular.</summary>
    public static IReadOnlyList<string> Nouns { get; } = [.. Shapes.All.Select(shape => shape.Noun)];

    /// <summary>The nouns, plural, in the order of <see cref="Nouns"/>.</summary>
    public static IReadOnlyList<string> Plurals { get; } = [.. Shapes.All.Select(shape => shape.Plural)];

    /// <summary>The colours of shapes.</summary>
    public static IReadOnlyList<string> Colors { get; } = [.. Palette.Colors.Select(color => color.Name)];

    /// <summary>The colours of backgrounds.</summary>
    public static IReadOnlyList<string> Backgrounds { get; } = [.. Palette.Backgrounds.Select(color => color.Name)];

    /// <summary>Number words by count; 0 is a count left unsaid, 1 is written "an" before a vowel.</summary>
    public static IReadOnlyList<string> Numbers { get; } = ["some", "a", "two", "three", "four", "five", "six"];

    /// <summary>The sizes that are said; the size between them is not.</summary>
    public static IReadOnlyList<string> Sizes { get; } = ["small", "large"];

    /// <summary>Places in the image, and how a prompt says them.</summary>
    public static IReadOnlyDictionary<string, string> Places { get; } = new Dictionary<string, string>
    {
        ["left"] = "on the left",
        ["right"] = "on the right",
        ["top"] = "at the top",
        ["bottom"] = "at the bottom",
    };

    /// <summary>Relations between two groups, and how a prompt says them.</summary>
    public static IReadOnlyDictionary<string, string> Relations { get; } = new Dictionary<string, string>
    {
        ["left of"] = "to the left of",
        ["right of"] = "to the right of",
        ["above"] = "above",
        ["below"] = "below",
    };

    /// <summary>Words that join two groups without saying how they lie.</summary>
    public static IReadOnlyList<string> Joints { get; } = ["and", "next to", "with"];

    /// <summary>Tags of the diffusiondb style that say nothing about the scene.</summary>
    public static IReadOnlyList<string> Tags { get; } = ["flat art", "minimal", "vector", "clean", "sharp"];

    /// <summary>Every word above once, in order: what a tokenizer of the world must know.</summary>
    public static IReadOnlyList<string> Words { get; } =
    [
        .. new[] { Nouns, Plurals, Colors, Backgrounds, Numbers, Sizes, Joints, Tags }
            .SelectMany(words => words).Concat(Places.Values).Concat(Relations.Values)
            .SelectMany(words => words.Split(' ')).Concat(["an", "background", "image", "picture"]).Distinct(),
    ];

    internal static string Opposite(string relation) => relation switch
    {
        "left of" => "right of",
        "right of" => "left of",
        "above" => "below",
        "below" => "above",
        _ => throw new ArgumentOutOfRangeException(nameof(relation), relation, "No such relation."),
    };
}
