namespace Selma.Core.World;

/// <summary>Noun phrases: what is said of one group, in words.</summary>
internal static class Phrases
{
    /// <summary><c>a small red star</c>, <c>two boxes</c>, <c>some moons</c>.</summary>
    public static string Counted(SceneGroup group)
    {
        var bare = Bare(group);
        return group.Count != 1 ? bare : ("aeiou".Contains(bare[0], StringComparison.Ordinal) ? "an " : "a ") + bare;
    }

    /// <summary>As <see cref="Counted"/>, without the article of a single thing: <c>small red star</c>.</summary>
    public static string Bare(SceneGroup group)
    {
        var shape = Shapes.Named(group.Noun);
        string[] words =
        [
            group.Count == 1 ? "" : Lexicon.Numbers[group.Count],
            group.Size,
            group.Color,
            group.Count == 1 ? shape.Noun : shape.Plural,
        ];
        return string.Join(' ', words.Where(word => word.Length > 0));
    }

    /// <summary>The group's place with a blank before it, <c> on the left</c>; empty where none is said.</summary>
    public static string Place(SceneGroup group) => group.Place.Length == 0 ? "" : " " + Lexicon.Places[group.Place];
}
