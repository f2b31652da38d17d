using Selma.Core.Models;

namespace Selma.Core.Diffusion;

/// <summary>Noise levels as schedulers of differential equations count them: sigma = sqrt((1 - a) / a), of each timestep and of a run.</summary>
/// <remarks>Source: Karras et al. 2022, section 3; as diffusers' EulerDiscreteScheduler and DPMSolverMultistepScheduler.</remarks>
internal sealed class SigmaTable
{
    private const double Rho = 7; // Karras et al. 2022, section 3
    private const float SmallestAlpha = 1f / (1 << 24); // stands for 0, whose sigma would be infinite
    private readonly double[] _sigmas;
    private readonly float[] _logs;

    public SigmaTable(SchedulerConfig config)
    {
        var alphas = new NoiseSchedule(config).AlphasCumprod.ToArray();
        alphas[^1] = config.RescaleBetasZeroSnr ? SmallestAlpha : alphas[^1];
        var sigmas = alphas.Select(alpha => MathF.Sqrt((1 - alpha) / alpha)).ToArray();
        _sigmas = [.. sigmas.Select(sigma => (double)sigma)];
        _logs = [.. sigmas.Select(NumpyLogarithm.Of)];
    }

    /// <summary>The sigma of the first timestep.</summary>
    public double Smallest => _sigmas[0];

    /// <summary>The sigma of the last timestep.</summary>
    public double Largest => _sigmas[^1];

    /// <summary>The sigma of a timestep, between two of them by linear interpolation.</summary>
    public double At(double timestep)
    {
        var low = Math.Min((int)timestep, _sigmas.Length - 2);
        return _sigmas[low] + ((timestep - low) * (_sigmas[low + 1] - _sigmas[low]));
    }

    /// <summary>The timestep of a sigma, between two of them by linear interpolation of logarithms.</summary>
    public double TimestepOf(double sigma)
    {
        var log = Math.Log(Math.Max(sigma, 1e-10));
        var low = Math.Clamp(Array.FindLastIndex(_logs, entry => entry <= log), 0, _logs.Length - 2);
        var weight = Math.Clamp((_logs[low] - log) / (_logs[low] - _logs[low + 1]), 0, 1);
        return ((1 - weight) * low) + (weight * (low + 1));
    }

    /// <summary>Sigmas spaced so that steps shrink towards the clean latent.</summary>
    /// <param name="largest">The first.</param>
    /// <param name="smallest">The last.</param>
    /// <param name="count">How many.</param>
    public static double[] Karras(double largest, double smallest, int count)
    {
        var (first, last) = (Math.Pow(largest, 1 / Rho), Math.Pow(smallest, 1 / Rho));
        return [.. Enumerable.Range(0, count).Select(i =>
            Math.Pow(first + ((count == 1 ? 0 : i / (count - 1.0)) * (last - first)), Rho))];
    }
}
