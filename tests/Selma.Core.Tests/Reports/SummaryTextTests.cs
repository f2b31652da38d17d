using Selma.Core.Reports;
using Selma.TestKit.Reports;

namespace Selma.Core.Tests.Reports;

public static class SummaryTextTests
{
    [Theory]
    [InlineData(0.05, "SELMA helped", "The interval excludes 0", "the direction here is the same")]
    [InlineData(0.35, "No difference could be shown", "The interval includes 0", "no direction could be shown")]
    [InlineData(0.8, "SELMA did harm", "The interval excludes 0", "the direction here is the opposite")]
    public static void The_words_follow_from_the_numbers(double mistakes, string headline, string doubt, string paper)
    {
        using var experiment = new SampleExperiment(mistakes, perStyle: 6);
        var benchmark = ReportContent.Read(experiment.Inputs, new(), CancellationToken.None).Benchmarks[0];
        var words = string.Join('\n', SummaryText.Sentences(benchmark, benchmark.Merged!));

        Assert.StartsWith(headline, SummaryText.Headline(Verdict.Micro(benchmark, benchmark.Merged!)), StringComparison.Ordinal);
        Assert.Contains(doubt, words, StringComparison.Ordinal);
        Assert.Contains(paper, words, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0.02, 0.01, 0.03, null, VerdictKind.Helps, false)]
    [InlineData(0.02, 0.01, 0.03, 0.015, VerdictKind.Helps, false)]
    [InlineData(0.02, 0.01, 0.03, 0.025, VerdictKind.Unclear, true)]
    [InlineData(0.02, -0.01, 0.05, null, VerdictKind.Unclear, false)]
    [InlineData(0.02, 0, 0.04, null, VerdictKind.Unclear, false)]
    [InlineData(-0.02, -0.03, -0.01, 0.015, VerdictKind.Harms, false)]
    [InlineData(-0.02, -0.03, -0.01, 0.025, VerdictKind.Unclear, true)]
    public static void A_difference_counts_beyond_its_interval_and_the_seeds(double difference, double low, double high, double? noise, object kind, bool isWithinNoise)
    {
        var verdict = Verdict.Of(new(difference, low, high, 0.01), noise, null);

        Assert.Equal(kind, verdict.Kind);
        Assert.Equal(isWithinNoise, verdict.IsWithinNoise);
    }
}
