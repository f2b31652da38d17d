using CsCheck;
using Selma.Core.Experiments;
using Selma.TestKit;

namespace Selma.Core.Tests.Experiments;

public static class YamlReaderTests
{
    private static readonly Gen<string> Plain = Gen.String[Gen.Char['a', 'z'], 1, 8];

    [Fact]
    public static void Values_keep_their_line_and_column()
    {
        using var folder = new TemporaryFolder();
        var map = YamlReader.ReadFile(folder.Write("a.yaml", "# a comment\nprompts:\n  count: 7\n  words: [a, 'b']\n"));
        var prompts = Assert.IsType<YamlMap>(map.Find("prompts"));

        Assert.Equal(new Place(folder.File("a.yaml"), 3, 10), prompts.Find("count")!.Place);
        Assert.Equal(new Place(folder.File("a.yaml"), 3, 3), prompts.Entries[0].Key.Place);
        var words = Assert.IsType<YamlList>(prompts.Find("words"));
        Assert.Equal([new Place(folder.File("a.yaml"), 4, 11), new Place(folder.File("a.yaml"), 4, 14)], words.Items.Select(item => item.Place));
        Assert.Equal([true, false], words.Items.Cast<YamlText>().Select(item => item.IsPlain));
    }

    [Theory]
    [InlineData("a: 1\nb: 2\na: 3\n", "SELMA1003", 3, 1)]
    [InlineData("a: {b: 1, b: 2}\n", "SELMA1003", 1, 11)]
    [InlineData("a: [1\nb: 2\n", "SELMA1002", 1, 0)]
    [InlineData("a: 1\nb: 'open\n", "SELMA1002", 2, 4)]
    [InlineData("a: *nothing\n", "SELMA1002", 1, 4)]
    [InlineData("- a\n- b\n", "SELMA1002", 1, 1)]
    [InlineData("a: 1\n---\nb: 2\n", "SELMA1002", 2, 1)]
    [InlineData("? [a, b]\n: 1\n", "SELMA1002", 1, 1)]
    public static void Mistakes_are_told_with_their_place(string text, string code, int line, int column)
    {
        using var folder = new TemporaryFolder();
        var file = folder.Write("a.yaml", text);
        var error = Assert.Throws<SelmaException>(() => YamlReader.ReadFile(file));

        Assert.Equal(code, error.Code);
        Assert.Equal((file, line), (error.Place!.File, error.Place.Line));
        Assert.True(column == 0 || error.Place.Column == column, $"column {error.Place.Column}");
    }

    [Fact]
    public static void A_missing_file_is_told()
    {
        using var folder = new TemporaryFolder();

        Assert.Equal("SELMA1001", Assert.Throws<SelmaException>(() => YamlReader.ReadFile(folder.File("none.yaml"))).Code);
    }

    [Fact]
    public static void An_empty_file_states_nothing()
    {
        using var folder = new TemporaryFolder();

        Assert.Empty(YamlReader.ReadFile(folder.Write("a.yaml", "# only a comment\n")).Entries);
        Assert.Empty(YamlReader.ReadFile(folder.Write("b.yaml", "")).Entries);
    }

    [Fact]
    public static void An_alias_stands_for_its_anchor()
    {
        using var folder = new TemporaryFolder();
        var map = YamlReader.ReadFile(folder.Write("a.yaml", "a: &x [1, 2]\nb: *x\n"));

        Assert.Same(map.Find("a"), map.Find("b"));
    }

    [Fact]
    public static void Bottomless_nesting_is_refused()
    {
        var place = new Place("--set a");
        var error = Assert.Throws<SelmaException>(() => YamlReader.ReadText(new string('[', 1000) + new string(']', 1000), place));

        Assert.Equal("SELMA1002", error.Code);
    }

    [Fact]
    public static void Comments_quotes_and_order_do_not_change_what_is_read() => Gen.Dictionary(Plain, Plain)[1, 6].Sample(values =>
    {
        var place = new Place("x");
        var tidy = (YamlMap)YamlReader.ReadText(string.Concat(values.Select(pair => $"{pair.Key}: {pair.Value}\n")), place);
        var untidy = (YamlMap)YamlReader.ReadText(
            string.Concat(values.Reverse().Select(pair => $"# note\n\"{pair.Key}\":   '{pair.Value}'  # why\r\n")), place);
        return values.All(pair => Text(tidy, pair.Key) == pair.Value && Text(untidy, pair.Key) == pair.Value);
    });

    [Fact]
    public static void A_tag_that_is_no_address_is_refused_with_a_code() =>
        Assert.Equal("SELMA1002", Assert.Throws<SelmaException>(() => YamlReader.ReadText("a: !!@@[ b", new Place("x"))).Code);

    [Fact]
    public static void Any_text_is_read_or_refused_with_a_code() => Gen.String[Gen.Char["ab:-[]{}&*!|>'\"%@`#,? \n\t"], 0, 30].Sample(text =>
    {
        try
        {
            return YamlReader.ReadText(text, new Place("x")) is not null;
        }
        catch (SelmaException e)
        {
            return e.Code is "SELMA1002" or "SELMA1003";
        }
    });

    [Fact]
    public static void What_lies_over_wins_and_the_rest_stays()
    {
        var over = (YamlMap)YamlReader.ReadText("{a: 1, b: {c: 2}}", new Place("over"));
        var under = (YamlMap)YamlReader.ReadText("{a: 9, b: {c: 8, d: 7}, e: 6}", new Place("under"));
        var joined = over.Over(under);
        var b = (YamlMap)joined.Find("b")!;

        Assert.Equal(["1", "2", "7", "6"], [Text(joined, "a"), Text(b, "c"), Text(b, "d"), Text(joined, "e")]);
        Assert.Equal(["over", "under"], [b.Find("c")!.Place.File, b.Find("d")!.Place.File]);
    }

    private static string Text(YamlMap map, string key) => ((YamlText)map.Find(key)!).Text;
}
