using Selma.Core.Pipeline;
using Selma.TestKit;

namespace Selma.Core.Tests.Pipeline;

public static class StageMeterTests
{
    [Fact]
    public static void Rate_and_time_left_count_from_where_the_run_began()
    {
        var told = new List<TimedProgress>();
        var meter = new StageMeter(new Listener<TimedProgress>(told.Add), _ => { }, new HastyClock()); // a quarter of a second a report
        meter.Report(new(40, 100, "images"));
        meter.Report(new(41, 100, "images")); // too soon to be told
        meter.Report(new(44, 100, "images"));
        meter.Report(new(100, 100, "images"));
        Assert.Equal([40, 44, 100], told.Select(timed => timed.Progress.Done));
        Assert.Null(told[0].PerSecond);
        Assert.Equal(8.0, told[1].PerSecond!.Value, 5); // 4 images in half a second
        Assert.Equal(56 / 8.0, told[1].Left!.Value.TotalSeconds, 4);
        Assert.Equal(TimeSpan.Zero, told[2].Left);
        Assert.Equal(40, meter.ResumedAt);
    }

    [Fact]
    public static void The_position_is_remembered_now_and_then_and_at_the_end()
    {
        var noted = new List<int>();
        var meter = new StageMeter(new Listener<TimedProgress>(_ => { }), progress => noted.Add(progress.Done), new HastyClock());
        for (var done = 0; done < 8; done++)
        {
            meter.Report(new(done, 100, "images"));
        }

        meter.Close();
        Assert.Equal([0, 4, 7], noted);
    }
}
