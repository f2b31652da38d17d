using Selma.Core.Pipeline;

namespace Selma.Tasks.Tests;

public static class PlanTextTests
{
    [Fact]
    public static void Shows_each_stage_with_reason_and_time_and_sums_them_up()
    {
        var plan = new BuildPlan(
            "tiny",
            [
                new(new("prompts", "coco"), StageState.Clean, "", 4),
                new(new("expert", "coco"), StageState.Dirty, "learning_rate 0.0001 -> 0.0003", 360),
                new(new("merge"), StageState.Unknown, "after coco/expert", 120),
            ]);

        Assert.Equal(
            [
                "Experiment tiny (1 skill)",
                "  coco/prompts  up to date",
                "  coco/expert   run         learning_rate 0.0001 -> 0.0003                about 6 min",
                "  merge         maybe       after coco/expert                             up to 2 min",
                "1 up to date, 1 run, 1 maybe: 6 min to 8 min",
            ],
            PlanText.Of(plan, skills: 1));
    }
}
