using Selma.Core.Artifacts;
using Selma.Core.Scores;
using Selma.Core.Tracking;
using Selma.TestKit.Reports;

namespace Selma.Core.Tests.Tracking;

public static class ScoreComparisonTests
{
    [Fact]
    public static void Scores_of_two_runs_are_compared_prompt_by_prompt()
    {
        using var experiment = new SampleExperiment(perStyle: 3);
        var store = new Store(experiment.File("store"), TimeProvider.System, (_, _) => { });
        var (first, merged) = (experiment.Inputs.Arms[0], experiment.Inputs.Arms[^1]);
        var before = Run("a", first.Benchmarks[0].ScoreFile);
        var renamed = ScoreFile.Read(merged.Benchmarks[0].ScoreFile) with { Arm = "base" }; // the base of another run
        renamed.Write(experiment.File("other/shapes.json"));
        var line = new RunComparison(before, Run("b", experiment.File("other/shapes.json")), CancellationToken.None).Lines()
            .First(line => line.Contains("dsg_micro/shapes/base ", StringComparison.Ordinal));
        var expected = ScoreFile.Read(merged.Benchmarks[0].ScoreFile).AgainstBase!.DsgMicro;

        Assert.Contains(FormattableString.Invariant($"{expected.Low:+0.00000;-0.00000;0} to {expected.High:+0.00000;-0.00000;0}"), line, StringComparison.Ordinal);

        ComparedRun Run(string id, string file)
        {
            var folder = Path.GetDirectoryName(file)!;
            var document = new KeyDocument { Stage = "scores", StageVersion = 1, Config = new() { { "run", id } } };
            var record = StageRecord.Create(
                document.Tree(), OutputFile.Scan(folder, CancellationToken.None), new Dictionary<string, object?>(), new Dictionary<string, object?>());
            store.Add(folder, record, owned: false, _ => { });
            return new(id, [new("6-scores/base/shapes", record)], [], store);
        }
    }
}
