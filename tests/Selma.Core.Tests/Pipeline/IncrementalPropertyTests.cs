using CsCheck;
using Selma.Core.Pipeline;
using Selma.TestKit;

namespace Selma.Core.Tests.Pipeline;

public static class IncrementalPropertyTests
{
    [Fact]
    public static void Whatever_happened_a_build_ends_as_a_clean_one_and_the_next_does_nothing() => Operation.Sequences.Sample(
        operations =>
        {
            using var folder = new TemporaryFolder();
            var experiment = new StubExperiment();
            foreach (var operation in operations)
            {
                operation.Do(experiment, folder.FullPath);
                Check(experiment, folder.FullPath);
            }
        },
        iter: 30,
        threads: 1,
        print: operations => string.Join(", ", operations));

    private static void Check(StubExperiment experiment, string folder)
    {
        var plan = experiment.Open(folder).Plan(["Merge"]);
        var outcomes = experiment.Build(folder, "Merge");
        AssertAsPlanned(plan, outcomes);
        Assert.Equal(experiment.Expected(), Current(experiment, folder));
        Assert.Empty(experiment.Build(folder, "Merge"));
        Assert.Empty(experiment.Ran);
    }

    /// <summary>What the plan was sure of has happened; what it called possible may have.</summary>
    private static void AssertAsPlanned(BuildPlan plan, IReadOnlyList<StageOutcome> outcomes)
    {
        foreach (var stage in plan.Stages)
        {
            var action = outcomes.FirstOrDefault(outcome => outcome.Id == stage.Id)?.Action;
            Assert.True(
                stage.State switch
                {
                    StageState.Clean => action is null,
                    StageState.Restorable => action is StageAction.Restored,
                    StageState.Dirty or StageState.Resumable => action is StageAction.Ran or StageAction.Restored, // of another skill that got the same key
                    _ => true,
                },
                $"{stage} became {action}");
        }
    }

    /// <summary>Folders of removed skills stay, and count for nothing.</summary>
    private static SortedDictionary<string, string> Current(StubExperiment experiment, string folder)
    {
        var files = StubExperiment.Actual(folder);
        foreach (var path in files.Keys.Where(path => path.Split('/') is [_, var skill, _] && !experiment.Skills.ContainsKey(skill)).ToList())
        {
            _ = files.Remove(path);
        }

        return files;
    }
}
