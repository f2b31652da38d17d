using Selma.Core.Numerics;

namespace Selma.Core.World;

/// <summary>Draws scenes as they are in a style of prompt.</summary>
public static class SceneSampler
{
    /// <summary>Draws one scene.</summary>
    /// <param name="draws">The scene is a function of these numbers.</param>
    /// <param name="style">A name of <see cref="SceneStyle"/>.</param>
    /// <param name="traits">How often things are as usual.</param>
    /// <returns>The scene; null where its shapes found no place: draw another.</returns>
    public static Scene? Sample(Draws draws, string style, SceneTraits traits)
    {
        var description = Describe(draws, style, traits);
        return ScenePlacement.Place(description, draws) is { } shapes ? new(description, shapes) : null;
    }

    private static SceneDescription Describe(Draws draws, string style, SceneTraits traits)
    {
        var size = draws.Choose(GroupCounts(style));
        var groups = draws.ChooseDistinct(size, Shapes.All.Count)
            .Select(noun => Group(draws, Shapes.All[noun], style, size, traits)).ToArray();
        var background = draws.Choose(Lexicon.Backgrounds);
        GivePlaces(draws, groups, style, traits);
        var related = style is SceneStyle.Coco or SceneStyle.Whoops && size == 2 && draws.NextDouble() < traits.Relation;
        return new(groups, related ? [new(0, draws.Choose([.. Lexicon.Relations.Keys]), 1)] : [], background);
    }

    private static int[] GroupCounts(string style) => style switch
    {
        SceneStyle.Coco or SceneStyle.Whoops => [1, 2, 2],
        SceneStyle.CountBench => [1, 1, 2],
        SceneStyle.LocalizedNarratives => [3, 3, 4],
        SceneStyle.DiffusionDb => [1, 2, 3],
        _ => throw new ArgumentOutOfRangeException(nameof(style), style, "No such style."),
    };

    private static SceneGroup Group(Draws draws, Shape shape, string style, int groups, SceneTraits traits)
    {
        var color = Color(draws, shape, style, traits);
        if (style == SceneStyle.CountBench)
        {
            return new(shape.Noun, color, groups == 1 ? 2 + draws.Next(5) : 1 + draws.Next(3));
        }

        var size = draws.Choose(["", "", "small", "large"]);
        return new(shape.Noun, color, Count: 1, groups >= 3 && size == "large" ? "" : size); // three large ones do not fit
    }

    private static string Color(Draws draws, Shape shape, string style, SceneTraits traits)
    {
        if (style == SceneStyle.Whoops)
        {
            return draws.Choose([.. Lexicon.Colors.Where(color => color != shape.UsualColor)]);
        }

        var usual = shape.UsualColor is not null && draws.NextDouble() < traits.UsualColor;
        return usual ? shape.UsualColor! : draws.Choose(Lexicon.Colors);
    }

    private static void GivePlaces(Draws draws, SceneGroup[] groups, string style, SceneTraits traits)
    {
        var placed = style switch
        {
            SceneStyle.LocalizedNarratives => 2,
            SceneStyle.DiffusionDb when draws.NextDouble() < traits.TagPlace => 1,
            _ => 0,
        };
        var places = Lexicon.Places.Keys.ToArray();
        var order = draws.ChooseDistinct(placed, places.Length);
        for (var i = 0; i < placed; i++)
        {
            groups[i] = groups[i] with { Place = places[order[i]] };
        }
    }
}
