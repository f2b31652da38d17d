using Selma.Core.Scores;

namespace Selma.Core.Tests.Scores;

public static class DsgParityTests
{
    public static TheoryData<string> Official => ParityValues.Names("dsg.official.dep.", "dsg.official.nodep.");

    public static TheoryData<string> Zeroed => ParityValues.Names("dsg.official.zeroed_questions.");

    public static TheoryData<string> Overall => ParityValues.Names("dsg.selma.micro.", "dsg.selma.macro.");

    public static TheoryData<string> Categories => ParityValues.Names("dsg.selma.skill.", "dsg.selma.broad.");

    public static TheoryData<string> Differences => ParityValues.Names("dsg.items_where_rules_differ.");

    [Theory(SkipTestWithoutData = true)]
    [MemberData(nameof(Official))]
    public static void Official_rule(string name)
    {
        var parts = name.Split('.', 6);
        var answers = ReleasedAnswers.Of(parts[3], parts[4]).Where(pair => IsIn(pair.Item, parts[5])).ToList();
        ParityValues.Check(name, answers.Average(pair => DsgMacroRule.Score(pair.Item, pair.Answers, parts[2] == "dep")), answers.Count);
    }

    [Theory(SkipTestWithoutData = true)]
    [MemberData(nameof(Zeroed))]
    public static void Questions_that_the_official_rule_sets_to_zero(string name)
    {
        var parts = name.Split('.');
        ParityValues.Check(name, ReleasedAnswers.Of(parts[3], parts[4]).Sum(pair =>
            pair.Answers.Zip(DsgMacroRule.Counted(pair.Item, pair.Answers)).Count(both => both is ("yes", false))), tolerance: 0);
    }

    [Theory(SkipTestWithoutData = true)]
    [MemberData(nameof(Overall))]
    public static void Selma_rule(string name)
    {
        var parts = name.Split('.');
        var items = ReleasedAnswers.Scored(parts[3], parts[4]);
        if (parts[2] == "micro")
        {
            var table = ScoreTable.Of(items);
            ParityValues.Check(name, ScoreTable.Micro.Of(table.Total), (int)table.Total[ScoreTable.Micro.Denominator]);
        }
        else
        {
            ParityValues.Check(name, items.Average(item => item.Images[0].Questions.Average(question => question.Score)), items.Count);
        }
    }

    [Theory(SkipTestWithoutData = true)]
    [MemberData(nameof(Categories))]
    public static void Selma_rule_by_category(string name)
    {
        var parts = name.Split('.', 6);
        var items = ReleasedAnswers.Scored(parts[3], parts[4]);
        if (parts[2] == "skill")
        {
            var table = ScoreTable.Of(items);
            var ratio = ScoreTable.Category(table.Categories.ToList().IndexOf(parts[5] == "-" ? "global" : parts[5]));
            ParityValues.Check(name, ratio.Of(table.Total), (int)table.Total[ratio.Denominator]);
        }
        else
        {
            var scores = ReleasedAnswers.Benchmark.Items.Zip(items).SelectMany(pair => pair.First.Questions.Zip(pair.Second.Images[0].Questions))
                .Where(pair => pair.First.CategoryBroad == parts[5]).Select(pair => pair.Second.Score).ToList();
            ParityValues.Check(name, scores.Average(), scores.Count);
        }
    }

    [Theory(SkipTestWithoutData = true)]
    [MemberData(nameof(Differences))]
    public static void Items_where_the_rules_differ(string name)
    {
        var parts = name.Split('.');
        var answered = ReleasedAnswers.Of(parts[2], parts[3]).Where(pair => pair.Answers.Any(answer => answer is not null)).ToList();
        ParityValues.Check(
            name,
            answered.Count(pair => Math.Abs(DsgMicroRule.Score(pair.Item, pair.Answers).Average() - DsgMacroRule.Score(pair.Item, pair.Answers)) > 1e-9),
            answered.Count, tolerance: 0);
    }

    private static bool IsIn(DsgItem item, string group) => group.Split(':') switch
    {
        ["category", var category] => DsgGroups.Reporting(item.Id) == category,
        ["source", var source] => item.Source == source,
        _ => group == "all",
    };
}
