using Selma.Core.Experiments;

namespace Selma.Core.Tests.Experiments;

public static class OverrideTests
{
    [Fact]
    public static void Dotted_names_become_nested_settings()
    {
        var map = Override.Read(new Dictionary<string, string> { ["experts.rank"] = "64", ["experts.alpha"] = "32", ["skills"] = "[coco,whoops]" });
        var experts = Assert.IsType<YamlMap>(map.Find("experts"));

        Assert.Equal(["rank", "alpha"], experts.Entries.Select(entry => entry.Key.Text));
        Assert.Equal(["coco", "whoops"], Assert.IsType<YamlList>(map.Find("skills")).Items.Cast<YamlText>().Select(item => item.Text));
    }

    [Fact]
    public static void Its_place_is_the_option_as_typed() =>
        Assert.Equal(new Place("--set seed=7"), Override.Read(new Dictionary<string, string> { ["seed"] = "7" }).Find("seed")!.Place);

    [Theory]
    [InlineData("", "1", "SELMA1010")]
    [InlineData("a..b", "1", "SELMA1010")]
    [InlineData("a", "[1", "SELMA1002")]
    public static void Mistakes_are_told(string name, string value, string code) =>
        Assert.Equal(code, Assert.Throws<SelmaException>(() => Override.Read(new Dictionary<string, string> { [name] = value })).Code);
}
