using Selma.Core.Training;

namespace Selma.Core.Tests.Training;

public static class LossScaleTests
{
    [Fact]
    public static void It_halves_down_to_one_and_doubles_after_two_thousand_updates()
    {
        using var scale = new LossScale(isNeeded: true);
        Assert.Equal(65536, scale.Factor);
        for (var halvings = 1; halvings <= 16; halvings++)
        {
            Assert.True(scale.Shrink());
            Assert.Equal(65536 / Math.Pow(2, halvings), scale.Factor);
        }

        Assert.False(scale.Shrink());
        Updates(scale, 1999);
        Assert.Equal(1, scale.Factor);
        Updates(scale, 1);
        Assert.Equal(2, scale.Factor);
        Updates(scale, 1500);
        Assert.True(scale.Shrink()); // an overflow begins the count anew
        Updates(scale, 1500);
        Assert.Equal(1, scale.Factor);
    }

    [Fact]
    public static void Where_it_is_not_needed_it_stays_one()
    {
        using var scale = new LossScale(isNeeded: false);
        Updates(scale, 5000);
        Assert.Equal(1, scale.Factor);
        Assert.False(scale.Shrink());
    }

    private static void Updates(LossScale scale, int count)
    {
        for (var i = 0; i < count; i++)
        {
            scale.CountUpdate();
        }
    }
}
