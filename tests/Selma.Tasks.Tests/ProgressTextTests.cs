namespace Selma.Tasks.Tests;

public static class ProgressTextTests
{
    [Fact]
    public static void Shows_count_loss_rate_and_time_left() => Assert.Equal(
        "[coco/expert] 312/1000 steps  loss 0.0940  2.6 steps/s  4 min left",
        ProgressText.Of(Fields(("loss", "0.094"), ("perSecond", "2.6"), ("secondsLeft", "240"))));

    [Fact]
    public static void Slow_work_is_shown_in_seconds_per_item() => Assert.Equal(
        "[coco/expert] 312/1000 steps  4.0 s/step  40 s left",
        ProgressText.Of(Fields(("perSecond", "0.25"), ("secondsLeft", "40"))));

    [Fact]
    public static void What_is_not_known_yet_is_left_out() =>
        Assert.Equal("[coco/expert] 312/1000 steps", ProgressText.Of(Fields()));

    private static Dictionary<string, string?> Fields(params (string Name, string Value)[] more) =>
        new(more.Select(field => KeyValuePair.Create<string, string?>(field.Name, field.Value)))
        {
            ["id"] = "coco/expert", ["done"] = "312", ["total"] = "1000", ["unit"] = "steps",
        };
}
