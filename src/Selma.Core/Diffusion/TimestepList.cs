using Selma.Core.Models;

namespace Selma.Core.Diffusion;

/// <summary>A run's timesteps, rounded as numpy rounds (half to even).</summary>
internal static class TimestepList
{
    /// <summary>The timesteps, falling.</summary>
    /// <exception cref="SelmaException">SELMA2113: more steps than training timesteps, or none.</exception>
    public static int[] Descending(SchedulerConfig config, int steps)
    {
        var count = config.NumTrainTimesteps;
        var timesteps = steps < 1 || steps > count ? [] : Spaced(config, steps, count);
        return timesteps.Length > 0 && timesteps[0] < count
            ? timesteps
            : throw Schedulers.Unsupported(
                $"{steps} denoising steps are not possible with {count} training timesteps and offset {config.StepsOffset}. Change 'num_inference_steps'.");
    }

    private static int[] Spaced(SchedulerConfig config, int steps, int count) => config.TimestepSpacing switch
    {
        TimestepSpacing.Leading => [.. Enumerable.Range(0, steps).Select(i => (count / steps * i) + config.StepsOffset).Reverse()],
        TimestepSpacing.Trailing => Trailing(count, (double)count / steps),
        _ => [.. Enumerable.Range(0, steps).Select(i => Round(steps == 1 ? 0 : i * ((count - 1.0) / (steps - 1)))).Reverse()],
    };

    private static int[] Trailing(int count, double ratio) =>
        [.. Enumerable.Range(0, (int)Math.Ceiling(count / ratio)).Select(i => Round(count - (i * ratio)) - 1)];

    private static int Round(double value) => (int)Math.Round(value, MidpointRounding.ToEven);
}
