using Selma.Core.World;

namespace Selma.Core.Tests.World;

public static class CaptionsTests
{
    private static readonly SceneDescription StarAboveBox = new(
        [new("star", "orange", Size: "small", Place: "left"), new("box", "brown", Place: "top")], [new(0, "above", 1)], "mint");

    [Fact]
    public static void Each_style_says_the_scene_in_its_own_way()
    {
        Assert.Contains("a small orange star above a brown box", All(StarAboveBox, SceneStyle.Coco));
        Assert.Contains("a small orange star above a brown box on a mint background", All(StarAboveBox, SceneStyle.Whoops));
        Assert.Contains("small orange star on the left, brown box at the top, mint background, clean, vector", All(StarAboveBox, SceneStyle.DiffusionDb));
        Assert.Equal(
            ["In this image there is a small orange star on the left. We can see a brown box at the top. The background is mint."],
            All(StarAboveBox, SceneStyle.LocalizedNarratives));
        var counted = new SceneDescription([new("box", "brown", 4), new("moon", "", 1), new("cross", "orange", 1)], [], null);
        Assert.Equal(
            ["a picture of four brown boxes and a moon and an orange cross", "four brown boxes and a moon and an orange cross"],
            All(counted, SceneStyle.CountBench).Order(StringComparer.Ordinal));
    }

    [Fact]
    public static void Dropout_leaves_out_each_attribute_as_often_as_asked()
    {
        const int n = 4000;
        var texts = Enumerable.Range(0, n).Select(item =>
            Captions.Write(StarAboveBox, SceneStyle.LocalizedNarratives, new(1, "drop", item), dropout: 0.3)).ToArray();
        foreach (var word in (string[])["small", "orange", "left", "mint"])
        {
            Assert.Equal(0.7, texts.Count(text => text.Contains(word, StringComparison.Ordinal)) / (double)n, 0.03);
        }

        Assert.All(texts, text => Assert.Contains("star", text, StringComparison.Ordinal));
    }

    [Fact]
    public static void Dropped_counts_are_said_as_some() => Assert.Equal(
        "some boxes",
        Captions.Write(new([new("box", "red", 3)], [], null), SceneStyle.CountBench, new(0, "never a picture", 1), dropout: 1)
            .Replace("a picture of ", "", StringComparison.Ordinal));

    [Fact]
    public static void Corruption_errs_as_often_as_asked()
    {
        const int n = 4000;
        var truth = new SceneDescription([new("moon", "yellow", 2), new("box", "brown", 6)], [new(0, "above", 1)], "gray");
        var claims = Enumerable.Range(0, n).Select(item => Captions.Corrupt(truth, new(1, "wrong", item), wrong: 0.2)).ToArray();
        double Share(Func<SceneDescription, bool> holds) => claims.Count(holds) / (double)n;
        Assert.Equal(0.2 * 7 / 8, Share(claim => claim.Groups[0].Color != "yellow"), 0.03);
        Assert.Equal(0.4 / 2, Share(claim => claim.Groups[0].Count == 3), 0.03); // the other half would be 1, and stays 2
        Assert.Equal(0.4 / 2, Share(claim => claim.Groups[1].Count == 5), 0.03);
        Assert.Equal(0.4, Share(claim => claim.Relations[0].Name == "below"), 0.03);
        Assert.Equal(0.2 * 3 / 4, Share(claim => claim.Background != "gray"), 0.03);
    }

    [Fact]
    public static void No_caption_is_longer_than_44_tokens()
    {
        var longest = Enumerable.Range(0, 5000).Max(item => Tokens(CaptionedScene.Sample(new(2, "long", item), CaptionNoise.None).Caption));
        Assert.InRange(longest, 40, 44);
    }

    [Fact]
    public static void Styles_occur_by_their_weights()
    {
        const int n = 6000;
        var styles = Enumerable.Range(0, n).Select(item => new StyleMixture().Choose(new(4, "styles", item))).CountBy(style => style).ToDictionary();
        Assert.Equal(0.4 / 12.4, styles[SceneStyle.Whoops] / (double)n, 0.01);
        Assert.Equal(4 / 12.4, styles[SceneStyle.Coco] / (double)n, 0.02);
        Assert.Equal(2 / 12.4, styles[SceneStyle.CountBench] / (double)n, 0.02);
    }

    /// <summary>Words and signs, with start and end.</summary>
    private static int Tokens(string caption) => caption.Split(' ').Length + caption.Count(sign => sign is '.' or ',') + 2;

    private static HashSet<string> All(SceneDescription description, string style) =>
        [.. Enumerable.Range(0, 400).Select(item => Captions.Write(description, style, new(9, "words", item)))];
}
