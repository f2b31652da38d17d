using Selma.Core.Scores;

namespace Selma.Core.Reports;

/// <summary>Everything that a report tells, read once.</summary>
internal sealed record ReportContent
{
    public required ReportInputs Inputs { get; init; }

    public required ReportSettings Settings { get; init; }

    /// <summary>Stops what takes long.</summary>
    public required CancellationToken Cancellation { get; init; }

    /// <summary>The first is the one that the summary speaks of.</summary>
    public required IReadOnlyList<BenchmarkScores> Benchmarks { get; init; }

    public required IReadOnlyList<LossCurve> Losses { get; init; }

    public required IReadOnlyList<MergeFacts> Merges { get; init; }

    public required IReadOnlyList<SkillPrompts> Prompts { get; init; }

    public required IReadOnlyList<StageFacts> Stages { get; init; }

    /// <summary>The answerer's measured accuracy; null where it was not.</summary>
    public required AnswererAccuracy? Answerer { get; init; }

    /// <summary>Reads all files but images.</summary>
    public static ReportContent Read(ReportInputs inputs, ReportSettings settings, CancellationToken cancellation) => new()
    {
        Inputs = inputs,
        Settings = settings,
        Cancellation = cancellation,
        Benchmarks = ReadScores(inputs.Arms),
        Losses = [.. inputs.Trainings.Select(LossCurve.Read)],
        Merges = [.. inputs.Merges.Select(MergeFacts.Read)],
        Prompts = [.. inputs.Skills.Select(SkillPrompts.Read)],
        Stages = [.. inputs.Stages.Select(StageFacts.Read).OfType<StageFacts>()],
        Answerer = inputs.ModelRecord is { } record ? AnswererAccuracy.Read(record) : null,
    };

    private static List<BenchmarkScores> ReadScores(IReadOnlyList<ReportArm> arms)
    {
        if (arms.Count(arm => arm.Kind == ArmKind.Base) != 1 || arms.Any(arm => arm.Benchmarks.Count == 0))
        {
            throw new SelmaException("SELMA2451", "A report needs the scores of exactly one base, and at least one benchmark for every arm.");
        }

        var scored = arms.SelectMany(arm => arm.Benchmarks.Select(files => new ScoredArm(arm, ScoreFile.Read(files.ScoreFile), files.Samples)));
        var benchmarks = scored.GroupBy(arm => arm.Scores.Benchmark).Select(group => new BenchmarkScores(group.Key, [.. group])).ToList();
        foreach (var benchmark in benchmarks)
        {
            Check(benchmark);
        }

        return benchmarks;
    }

    /// <summary>Arms are compared prompt by prompt: they must have answered the same questions.</summary>
    private static void Check(BenchmarkScores benchmark)
    {
        var first = benchmark.Arms[0].Scores.Items;
        foreach (var arm in benchmark.Arms)
        {
            if (!arm.Scores.Items.Select(item => item.Id).SequenceEqual(first.Select(item => item.Id)))
            {
                throw new SelmaException(
                    "SELMA2451", $"The scores of '{arm.Arm.Name}' on '{benchmark.Name}' are of other prompts than the first arm's. Build the target 'Scores' again.");
            }
        }
    }
}
