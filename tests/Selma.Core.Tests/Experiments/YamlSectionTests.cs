using Selma.Core.Experiments;

namespace Selma.Core.Tests.Experiments;

public static class YamlSectionTests
{
    [Theory]
    [InlineData("{count: 7}", 7)]
    [InlineData("{count: ~}", 5)]
    [InlineData("{count: }", 5)]
    [InlineData("{}", 5)]
    public static void A_number_is_read_or_the_default_holds(string yaml, int expected) =>
        Assert.Equal(expected, Read(yaml, section => section.Number("count", 5, 1, 10)));

    [Theory]
    [InlineData("{count: 0}", "'count' is '0'; it must be a whole number from 1 to 10. The default is 5.")]
    [InlineData("{count: 11}", "'count' is '11'")]
    [InlineData("{count: 010}", "'count' is '010'")]
    [InlineData("{count: 1_0}", "'count' is '1_0'")]
    [InlineData("{count: 1e1}", "a whole number")]
    [InlineData("{count: '7'}", "'count' is the text \"7\"")]
    [InlineData("{count: [7]}", "'count' is a list")]
    [InlineData("{count: 99999999999999999999}", "'count' is '99999999999999999999'")]
    public static void A_number_out_of_range_or_shape_is_refused_with_the_range(string yaml, string message) =>
        Fails("SELMA1005", message, yaml, section => section.Number("count", 5, 1, 10));

    [Theory]
    [InlineData("1e-4")]
    [InlineData("0.0001")]
    [InlineData("1.0E-4")]
    public static void Spellings_of_one_double_are_one_double(string text) =>
        Assert.Equal(0x3f1a36e2eb1c432d, BitConverter.DoubleToInt64Bits(Read($"{{rate: {text}}}", section => section.Number("rate", 0.5, 0.0, 1.0))));

    [Theory]
    [InlineData("yes")]
    [InlineData("no")]
    [InlineData("on")]
    [InlineData("True")]
    [InlineData("'true'")]
    public static void Only_true_and_false_are_truth_values(string text) =>
        Fails("SELMA1005", "it must be true or false", $"{{flip: {text}}}", section => section.Flag("flip", true));

    [Fact]
    public static void A_misspelt_key_names_the_nearest_and_all_others() => Fails(
        "SELMA1004",
        "'cuont' is not a setting. Did you mean 'count'? Settings here are: count, examples.",
        "{cuont: 7}",
        section => section.Number("count", 5, 1, 10) + section.Number("examples", 3, 1, 10));

    [Fact]
    public static void A_misspelt_key_of_a_part_is_named_with_the_part() => Fails(
        "SELMA1004",
        "'prompts.cuont' is not a setting. Did you mean 'prompts.count'?",
        "{prompts: {cuont: 7}}",
        section => section.Section("prompts", prompts => prompts.Number("count", 5, 1, 10)));

    [Fact]
    public static void A_required_key_under_another_spelling_is_a_misspelt_key() =>
        Fails("SELMA1004", "'desciption' is not a setting. Did you mean 'description'?", "{desciption: x}", section => section.Text("description"));

    [Fact]
    public static void A_required_key_that_is_missing_is_named() =>
        Fails("SELMA1006", "'description' is missing", "{}", section => section.Text("description"));

    [Fact]
    public static void A_choice_outside_the_list_names_the_nearest() => Fails(
        "SELMA1005",
        "'choose' is 'lst'; it must be one of validation, dsg, last. Did you mean 'last'?",
        "{choose: lst}",
        section => section.Choice("choose", "last", "validation", "dsg", "last"));

    [Fact]
    public static void Lists_keep_order_and_places()
    {
        Assert.Equal(["a", "b"], Read("{x: [a, b]}", section => section.Texts("x")!.Select(text => text.Text)));
        Assert.Equal([1, 0.5], Read("{x: [1, 0.5]}", section => section.Numbers("x", 0.0, 1.0)!));
        Fails("SELMA1005", "it must be a list", "{x: a}", section => section.Texts("x"));
    }

    private static T Read<T>(string yaml, Func<YamlSection, T> read) =>
        YamlSection.Read((YamlMap)YamlReader.ReadText(yaml, new Place("test.yaml", 1, 1)), read);

    private static void Fails<T>(string code, string message, string yaml, Func<YamlSection, T> read)
    {
        var error = Assert.Throws<SelmaException>(() => Read(yaml, read));

        Assert.Equal(code, error.Code);
        Assert.Contains(message, error.Message, StringComparison.Ordinal);
        Assert.NotNull(error.Place);
    }
}
