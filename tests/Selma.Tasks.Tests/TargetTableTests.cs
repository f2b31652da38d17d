namespace Selma.Tasks.Tests;

public static class TargetTableTests
{
    private static readonly Dictionary<string, string?> Plan = new()
    {
        ["coco/prompts"] = "Dirty", ["whoops/prompts"] = "Clean",
        ["coco/images"] = "Unknown", ["whoops/images"] = "Restorable",
        ["merge"] = "Unknown",
        ["base/samples"] = "Dirty", ["merged/samples"] = "Unknown",
        ["base/scores"] = "Unknown",
        ["report"] = "Unknown",
    };

    [Fact]
    public static void Tells_what_ran_was_restored_and_was_left() => Assert.Equal(
        [
            "Target      Status       Duration",
            "Prompts     Succeeded        1:02   1 ran, 1 up to date",
            "Images      Succeeded        0:02   1 restored, 1 up to date", // coco's was cut off: its prompts came out the same
            "Merge       Up to date       0:00   1 up to date",
            "Samples     Succeeded        0:07   1 ran, 1 up to date",
            "Scores      Succeeded        0:01   1 ran",
            "Report      Succeeded        0:01   1 ran",
        ],
        TargetTable.Of(Plan, [Ended("coco/prompts", "Ran", 62), Ended("whoops/images", "Restored", 2), Ended("base/samples", "Ran", 7), Ended("base/scores", "Ran", 1), Ended("report", "Ran", 1)], hasFailed: false));

    [Fact]
    public static void After_a_failure_it_tells_what_is_missing() => Assert.Equal(
        [
            "Target      Status       Duration",
            "Prompts     Succeeded        0:05   1 ran, 1 up to date",
            "Images      Not done         0:00   2 not done",
            "Merge       Not done         0:00   1 not done",
            "Samples     Not done         0:00   2 not done",
            "Scores      Not done         0:00   1 not done",
            "Report      Not done         0:00   1 not done",
        ],
        TargetTable.Of(Plan, [Ended("coco/prompts", "Ran", 5)], hasFailed: true));

    [Fact]
    public static void Without_a_plan_there_is_none() => Assert.Empty(TargetTable.Of(new Dictionary<string, string?>(), [], hasFailed: true));

    private static FinishedStage Ended(string id, string action, double seconds) => new(id, action, seconds, "");
}
