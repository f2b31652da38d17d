using Selma.Core.Models;

namespace Selma.Core.Diffusion;

/// <summary>A run's timesteps, rounded as numpy rounds (half to even).</summary>
internal static class TimestepList
{
    /// <summary>The timesteps, falling.</summary>
    /// <exception cref="SelmaException">SELMA2113: more steps than training timesteps, or none.</exception>
    public static int[] Descending(SchedulerConfig config, int steps) => Checked(config, steps, count => config.TimestepSpacing switch
    {
        TimestepSpacing.Leading => Leading(config, steps, count / steps),
        TimestepSpacing.Trailing => Trailing(count, (double)count / steps),
        _ => [.. Evenly(count, steps).Select(Round)],
    });

    /// <summary>The same, but evenly spaced ones are not rounded: Euler's method asks between timesteps.</summary>
    /// <exception cref="SelmaException">SELMA2113: more steps than training timesteps, or none.</exception>
    public static float[] Fractional(SchedulerConfig config, int steps)
    {
        var whole = Descending(config, steps);
        return config.TimestepSpacing == TimestepSpacing.Linspace
            ? [.. Evenly(config.NumTrainTimesteps, steps).Select(timestep => (float)timestep)]
            : [.. whole.Select(timestep => (float)timestep)];
    }

    /// <summary>The same with a last step that leads to timestep 0, which is not asked at: DPM-Solver's.</summary>
    /// <exception cref="SelmaException">SELMA2113: more steps than training timesteps, or none.</exception>
    public static int[] DescendingOfSolver(SchedulerConfig config, int steps) => Checked(config, steps, count => config.TimestepSpacing switch
    {
        TimestepSpacing.Leading => [.. Leading(config, steps + 1, count / (steps + 1)).Take(steps)],
        TimestepSpacing.Trailing => Trailing(count, (double)count / steps),
        _ => [.. Evenly(count, steps + 1).Take(steps).Select(Round)],
    });

    private static int[] Checked(SchedulerConfig config, int steps, Func<int, int[]> space)
    {
        var count = config.NumTrainTimesteps;
        var timesteps = steps < 1 || steps > count ? [] : space(count);
        return timesteps.Length > 0 && timesteps[0] < count
            ? timesteps
            : throw Schedulers.Unsupported(
                $"{steps} denoising steps are not possible with {count} training timesteps and offset {config.StepsOffset}. Change 'num_inference_steps'.");
    }

    private static int[] Leading(SchedulerConfig config, int steps, int ratio) =>
        [.. Enumerable.Range(0, steps).Select(i => (ratio * i) + config.StepsOffset).Reverse()];

    private static int[] Trailing(int count, double ratio) =>
        [.. Enumerable.Range(0, (int)Math.Ceiling(count / ratio)).Select(i => Round(count - (i * ratio)) - 1)];

    private static double[] Evenly(int count, int steps) =>
        [.. Enumerable.Range(0, steps).Select(i => steps == 1 ? 0 : i * ((count - 1.0) / (steps - 1))).Reverse()];

    private static int Round(double value) => (int)Math.Round(value, MidpointRounding.ToEven);
}
