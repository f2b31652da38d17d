namespace Selma.Core.World;

/// <summary>Turns what a prompt says into questions, one a fact.</summary>
/// <remarks>Source: Cho et al. 2024 (DSG): atomic facts, each question with the questions that it builds on.</remarks>
public static class Questions
{
    /// <summary>Questions about what a caption of the scene says; of the rest nothing is asked.</summary>
    /// <param name="description">What is true of the scene and said, background and relations perhaps excepted.</param>
    /// <param name="caption">A clean caption of it.</param>
    public static IReadOnlyList<Question> For(SceneDescription description, string caption) => For(description with
    {
        Relations = [.. description.Relations.Where(relation => Says(caption, Lexicon.Relations[relation.Name]))],
        Background = Says(caption, "background") ? description.Background : null,
    });

    /// <summary>Questions about everything that a description states.</summary>
    public static IReadOnlyList<Question> For(SceneDescription description)
    {
        List<Question> questions = [];
        var entities = new int[description.Groups.Count];
        for (var i = 0; i < entities.Length; i++)
        {
            entities[i] = questions.Count + 1;
            questions.AddRange(About(description.Groups[i], entities[i]));
        }

        foreach (var relation in description.Relations)
        {
            questions.Add(About(description, relation, questions.Count + 1, [entities[relation.First], entities[relation.Second]]));
        }

        if (description.Background is { } color)
        {
            questions.Add(new(
                questions.Count + 1, "background", $"Is the background {color}?", $"attribute - color (background, {color})", [],
                new Predicate.HasBackground(color)));
        }

        return questions;
    }

    private static IEnumerable<Question> About(SceneGroup group, int entity)
    {
        var id = entity;
        var (noun, words, verb) = (group.Noun, Words(group), Verb(group));
        var there = group.Count == 1 ? Phrases.Counted(new(noun, "")) : words;
        yield return new(id++, "entity", $"{verb} there {there}?", $"entity - whole ({words})", [], new Predicate.Exists(noun));
        if (group.Color.Length > 0)
        {
            yield return new(
                id++, "color", $"{verb} the {words} {group.Color}?", $"attribute - color ({words}, {group.Color})", [entity],
                new Predicate.HasColor(noun, group.Color));
        }

        if (group.Count > 1)
        {
            yield return new(
                id++, "count", $"Are there {Lexicon.Numbers[group.Count]} {words}?", $"other - count ({words}, =={group.Count})", [entity],
                new Predicate.HasCount(noun, group.Count));
        }

        if (group.Size.Length > 0)
        {
            yield return new(
                id++, "size", $"{verb} the {words} {group.Size}?", $"attribute - size ({words}, {group.Size})", [entity],
                new Predicate.HasSize(noun, group.Size));
        }

        if (group.Place.Length > 0)
        {
            var place = Lexicon.Places[group.Place];
            yield return new(
                id, "position", $"{verb} the {words} {place}?", $"relation - spatial ({words}, {place})", [entity],
                new Predicate.IsAt(noun, group.Place));
        }
    }

    private static Question About(SceneDescription description, SceneRelation relation, int id, int[] parents)
    {
        var (first, second) = (description.Groups[relation.First], description.Groups[relation.Second]);
        return new(
            id, "relation", $"{Verb(first)} the {Words(first)} {Lexicon.Relations[relation.Name]} the {Words(second)}?",
            $"relation - spatial ({Words(first)}, {Words(second)}, {relation.Name})", parents,
            new Predicate.IsRelated(first.Noun, relation.Name, second.Noun));
    }

    private static bool Says(string caption, string words) => caption.Contains(words, StringComparison.Ordinal);

    private static string Verb(SceneGroup group) => group.Count == 1 ? "Is" : "Are";

    private static string Words(SceneGroup group) => group.Count == 1 ? group.Noun : Shapes.Named(group.Noun).Plural;
}
