namespace Selma.Core.World;

/// <summary>Reads DSG tuples, as <see cref="Questions"/> writes them, back to what they ask.</summary>
public static class Tuples
{
    private static readonly Dictionary<string, string> NounsByWord =
        Shapes.All.SelectMany(shape => new[] { (shape.Noun, shape.Noun), (shape.Plural, shape.Noun) }).ToDictionary(pair => pair.Item1, pair => pair.Item2);

    private static readonly Dictionary<string, string> PlacesByWords = Lexicon.Places.ToDictionary(pair => pair.Value, pair => pair.Key);

    /// <summary>Reads a tuple: <c>attribute - color (heart, red)</c>.</summary>
    /// <returns>What it asks; null where it asks nothing of this world.</returns>
    public static Predicate? Parse(string tuple)
    {
        ArgumentNullException.ThrowIfNull(tuple);
        var open = tuple.IndexOf(" (", StringComparison.Ordinal);
        return open < 0 || !tuple.EndsWith(')') ? null : Read(tuple[..open], tuple[(open + 2)..^1].Split(", "));
    }

    private static Predicate? Read(string category, string[] arguments) => (category, arguments) switch
    {
        ("attribute - color", ["background", var color]) when Lexicon.Backgrounds.Contains(color) => new Predicate.HasBackground(color),
        (_, [var words, .. var rest]) when NounsByWord.TryGetValue(words, out var noun) => About(noun, category, rest),
        _ => null,
    };

    private static Predicate? About(string noun, string category, string[] rest) => (category, rest) switch
    {
        ("entity - whole", []) => new Predicate.Exists(noun),
        ("attribute - color", [var color]) when Lexicon.Colors.Contains(color) => new Predicate.HasColor(noun, color),
        ("attribute - size", [var size]) when Lexicon.Sizes.Contains(size) => new Predicate.HasSize(noun, size),
        ("other - count", [['=', '=', >= '1' and <= '9' and var count]]) => new Predicate.HasCount(noun, count - '0'),
        ("relation - spatial", [var place]) when PlacesByWords.TryGetValue(place, out var key) => new Predicate.IsAt(noun, key),
        ("relation - spatial", [var words, var relation]) when NounsByWord.TryGetValue(words, out var other)
            && Lexicon.Relations.ContainsKey(relation) => new Predicate.IsRelated(noun, relation, other),
        _ => null,
    };
}
