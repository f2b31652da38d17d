using CsCheck;
using Selma.Core.Scores;

namespace Selma.Core.Tests.Scores;

public static class DsgRulesTests
{
    private static readonly Gen<(DsgItem Item, string?[] Answers)> Answered =
        from parents in Gen.Int[0, 6].Select(id => id.ToString(System.Globalization.CultureInfo.InvariantCulture)).Array[1, 2].Array[6]
        from answers in Gen.Bool.Select(yes => yes ? "yes" : "no").Array[6]
        select (Item(parents), (string?[])answers);

    [Theory]
    [InlineData("0|1|1", "yes|yes|no", 2 / 3.0, 2 / 3.0)] // whoops_5: nothing depends on the third
    [InlineData("0|1|2|1,3", "yes|no|yes|yes", 2 / 4.0, 1 / 4.0)] // tifa160_6: the third falls with the second; the fourth only where zeros cascade
    [InlineData("0|0|0|0|0|0|0|2, ground|0|0|0", "yes|no|yes|yes|yes|yes|yes|yes|yes|yes|yes", 10 / 11.0, 9 / 11.0)] // posescript_55: a word drops the graph of the official rule only
    [InlineData("0|0, 1", "no|yes", 0.0, 1 / 2.0)] // a blank before a parent hides it from SELMA's rule only
    [InlineData("2|0", "yes|no", 0.0, 0.0)] // a parent that comes later counts
    [InlineData("2|0|1", "yes|no|yes", 1 / 3.0, 0.0)] // and falls before its child is met
    [InlineData("9|1,9", "yes|yes", 1.0, 1.0)] // parents that do not exist
    [InlineData("1|2", "yes|no", 1 / 2.0, 1 / 2.0)] // a question's own id
    [InlineData("0|01", "no|yes", 0.0, 1 / 2.0)] // not written as the id is
    [InlineData("0|0|0", "Yes|yes.|", 0.0, 0.0)] // only the exact word counts
    public static void Matches_values_worked_by_hand(string parents, string answers, double macro, double micro)
    {
        var item = Item([.. parents.Split('|').Select(text => text.Split(','))]);
        Assert.Equal(macro, DsgMacroRule.Score(item, answers.Split('|')), 1e-12);
        Assert.Equal(micro, DsgMicroRule.Score(item, answers.Split('|')).Average(), 1e-12);
    }

    [Fact]
    public static void A_missing_answer_is_left_out_of_the_official_mean_and_wrong_in_SELMAs()
    {
        var item = Item(["0"], ["1"], ["1"]);
        Assert.Equal(1.0, DsgMacroRule.Score(item, [null, "yes", "yes"]));
        Assert.Equal([0, 0, 0], DsgMicroRule.Score(item, [null, "yes", "yes"]));
        Assert.Equal(0.0, DsgMacroRule.Score(item, [null, null, null]));
    }

    [Fact]
    public static void Zeros_only_take_away() => Answered.Sample(pair =>
    {
        var (item, answers) = pair;
        var said = answers.Count(answer => answer == "yes") / 6.0;
        var (macro, micro) = (DsgMacroRule.Score(item, answers), DsgMicroRule.Score(item, answers).Average());
        return micro <= macro && macro <= said && DsgMacroRule.Score(item, answers, dependencies: false) == said;
    });

    [Fact]
    public static void All_yes_is_one() => Answered.Sample(pair =>
        DsgMicroRule.Score(pair.Item, [.. Enumerable.Repeat("yes", 6)]).Sum() == 6 && DsgMacroRule.Score(pair.Item, [.. Enumerable.Repeat("yes", 6)]) == 1);

    [Theory]
    [InlineData("Yes.", "yes")]
    [InlineData(" 'No', there is none", "no")]
    [InlineData("yes 1000", "yes")]
    [InlineData("yesterday", "yesterday")]
    [InlineData("I think yes", "I think yes")]
    [InlineData("", "")]
    public static void Chatty_answers_are_brought_to_yes_and_no(string answer, string expected) => Assert.Equal(expected, AnswerText.Normalize(answer));

    [Theory]
    [InlineData("diffusiondb_3", "real_user")]
    [InlineData("stanford_paragraph_1", "paragraph")]
    [InlineData("tifa160_1", "tifa")]
    [InlineData("coco_1", "other")]
    public static void Items_have_a_reporting_category(string id, string expected) => Assert.Equal(expected, DsgGroups.Reporting(id));

    [Theory]
    [InlineData("other - count (x, ==2)", "attribute")]
    [InlineData("action - (entity)", "entity")]
    [InlineData("action - (x)", "relation")]
    public static void Questions_have_a_group(string tuple, string expected) => Assert.Equal(expected, DsgGroups.Question(tuple));

    private static DsgItem Item(params string[][] parents) =>
        new("a_1", "a", "a", [.. parents.Select((own, i) => new DsgQuestion(i + 1, own, "entity", "whole", "entity - whole (a)", "Is it?"))]);
}
