using Selma.Core.World;

namespace Selma.Core.Tests.World;

public static class SceneSamplerTests
{
    [Fact]
    public static void A_scene_is_a_function_of_its_draws()
    {
        var one = SceneSampler.Sample(new(3, "scenes", 8), SceneStyle.Coco, new());
        var again = SceneSampler.Sample(new(3, "scenes", 8), SceneStyle.Coco, new());
        var other = SceneSampler.Sample(new(3, "scenes", 9), SceneStyle.Coco, new());
        Assert.Equal(one!.Shapes, again!.Shapes);
        Assert.NotEqual(one.Shapes, other!.Shapes);
    }

    [Theory]
    [InlineData(SceneStyle.Coco, 1, 2)]
    [InlineData(SceneStyle.Whoops, 1, 2)]
    [InlineData(SceneStyle.CountBench, 1, 6)]
    [InlineData(SceneStyle.DiffusionDb, 1, 3)]
    [InlineData(SceneStyle.LocalizedNarratives, 3, 4)]
    public static void Shapes_keep_apart_and_inside_and_are_as_many_as_said(string style, int fewest, int most)
    {
        foreach (var scene in Scenes(style))
        {
            Assert.InRange(scene.Shapes.Count, fewest, most);
            Assert.Equal(scene.Description.Groups.Sum(group => group.Count), scene.Shapes.Count);
            Assert.All(scene.Shapes, shape => Assert.InRange(shape.X, shape.Radius, 64 - shape.Radius));
            Assert.All(scene.Shapes, a => Assert.All(scene.Shapes.Where(b => b != a), b =>
                Assert.True(Math.Sqrt(Math.Pow(a.X - b.X, 2) + Math.Pow(a.Y - b.Y, 2)) > (Math.Min(a.Radius, b.Radius) * 2) + 2)));
        }
    }

    [Fact]
    public static void Things_have_their_usual_colour_mostly_and_in_whoops_never()
    {
        var usual = SceneStyle.All.ToDictionary(style => style, style => Scenes(style).SelectMany(scene => scene.Description.Groups)
            .Where(group => Shapes.Named(group.Noun).UsualColor is not null)
            .Average(group => group.Color == Shapes.Named(group.Noun).UsualColor ? 1.0 : 0));
        Assert.Equal(0, usual[SceneStyle.Whoops]);
        Assert.Equal(0.85 + (0.15 / 8), usual[SceneStyle.LocalizedNarratives], 0.03);
    }

    [Fact]
    public static void Relations_and_places_hold_of_the_shapes()
    {
        foreach (var scene in Scenes(SceneStyle.Coco).Where(scene => scene.Description.Relations is [{ Name: "left of" }]))
        {
            Assert.True(scene.Shapes[1].X - scene.Shapes[0].X > 6);
        }

        foreach (var scene in Scenes(SceneStyle.LocalizedNarratives).Where(scene => scene.Description.Groups[0].Place == "bottom"))
        {
            Assert.True(scene.Shapes[0].Y >= 38);
        }
    }

    [Fact]
    public static void Outlines_reach_to_their_extent_and_no_further()
    {
        Assert.All(Shapes.All, shape =>
        {
            var reach = (from x in Enumerable.Range(-125, 251) from y in Enumerable.Range(-125, 251)
                         where shape.Contains(x / 100.0, y / 100.0)
                         select Math.Sqrt((x * x) + (y * y)) / 100).Max();
            Assert.InRange(shape.Extent, reach, reach + 0.06);
        });
    }

    private static IEnumerable<Scene> Scenes(string style) =>
        Enumerable.Range(0, 400).Select(item => SceneSampler.Sample(new(11, style, item), style, new())).OfType<Scene>();
}
