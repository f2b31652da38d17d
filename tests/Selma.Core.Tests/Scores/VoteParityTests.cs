using Selma.Core.Scores.Statistics;

namespace Selma.Core.Tests.Scores;

public static class VoteParityTests
{
    /// <summary>Wins, losses and ties of the paper's Table 8.</summary>
    private static readonly Dictionary<string, (int Win, int Lose, int Tie)> Votes = new()
    {
        ["All"] = (241, 114, 245),
        ["LocalizedNarratives"] = (19, 5, 12),
        ["DiffusionDB"] = (6, 5, 34),
        ["CountBench"] = (26, 11, 17),
        ["COCO"] = (35, 2, 47),
        ["Whoops"] = (21, 10, 26),
    };

    public static TheoryData<string> Names => ParityValues.Names("table8.");

    [Theory(SkipTestWithoutData = true)]
    [MemberData(nameof(Names))]
    public static void Table_8(string name)
    {
        var parts = name.Split('.');
        var (win, lose, tie) = Votes[parts[1]];
        var decisive = win + lose;
        var (value, count) = parts[2] switch
        {
            "win_rate" => (win / (double)decisive, decisive),
            "half_tie_share" => ((win + (tie / 2.0)) / (decisive + tie), decisive + tie),
            "wilson95_lo" => (Proportion.Wilson(win, decisive).Low, decisive),
            "wilson95_hi" => (Proportion.Wilson(win, decisive).High, decisive),
            _ => (Proportion.SignTest(win, lose), decisive),
        };
        ParityValues.Check(name, value, count, parts[2] == "sign_test_two_sided_p" ? 1e-9 * ParityValues.Of(name) : 1e-9);
    }
}
