using Selma.Core.Models;
using Selma.Core.Numerics;
using static TorchSharp.torch;

namespace Selma.Core.Diffusion;

/// <summary>How much noise a latent carries at each training timestep.</summary>
/// <remarks>
/// Betas and their cumulative products are float32, computed in the order of libtorch's AVX kernels, so that they equal diffusers' tables
/// bit for bit: evenly spaced numbers by fused multiply-add from both ends, the product accumulated in double.
/// Source: Ho et al. 2020; Rombach et al. 2022 for the square-root spacing.
/// </remarks>
public sealed class NoiseSchedule
{
    private readonly float[] _betas;
    private readonly float[] _alphasCumprod;

    /// <summary>Computes the tables.</summary>
    /// <param name="config">Betas, their spacing and number.</param>
    public NoiseSchedule(SchedulerConfig config)
    {
        ArgumentNullException.ThrowIfNull(config);
        var betas = config.ScaledLinear
            ? [.. Evenly((float)Math.Sqrt(config.BetaStart), (float)Math.Sqrt(config.BetaEnd), config.NumTrainTimesteps).Select(x => x * x)]
            : Evenly((float)config.BetaStart, (float)config.BetaEnd, config.NumTrainTimesteps);
        _betas = config.RescaleBetasZeroSnr ? ToZeroTerminalSnr(betas) : betas;
        _alphasCumprod = CumulativeProduct(_betas);
    }

    /// <summary>The noise added at each timestep.</summary>
    public IReadOnlyList<float> Betas => _betas;

    /// <summary>The share of the latent's variance left at each timestep, falling from near 1 to near 0.</summary>
    public IReadOnlyList<float> AlphasCumprod => _alphasCumprod;

    /// <summary>Signal-to-noise ratio of a timestep.</summary>
    public double Snr(int timestep) => _alphasCumprod[timestep] / (1.0 - _alphasCumprod[timestep]);

    /// <summary>Latents with the noise of their timesteps: sqrt(a) latent + sqrt(1 - a) noise.</summary>
    /// <param name="latent">[B, ...]</param>
    /// <param name="noise">As <paramref name="latent"/>.</param>
    /// <param name="timestep">[B], integers.</param>
    public Tensor AddNoise(Tensor latent, Tensor noise, Tensor timestep)
    {
        using var scope = NewDisposeScope();
        var (signal, spread) = Factors(timestep, latent);
        return (signal * latent).Plus(spread * noise).MoveToOuterDisposeScope();
    }

    /// <summary>What a v-predicting network is to predict: sqrt(a) noise - sqrt(1 - a) latent.</summary>
    /// <param name="latent">[B, ...], without noise.</param>
    /// <param name="noise">As <paramref name="latent"/>.</param>
    /// <param name="timestep">[B], integers.</param>
    public Tensor Velocity(Tensor latent, Tensor noise, Tensor timestep)
    {
        using var scope = NewDisposeScope();
        var (signal, spread) = Factors(timestep, latent);
        return (signal * noise).Minus(spread * latent).MoveToOuterDisposeScope();
    }

    private (Tensor Signal, Tensor Spread) Factors(Tensor timestep, Tensor latent)
    {
        var shape = Enumerable.Repeat(1L, (int)latent.dim()).ToArray();
        shape[0] = -1;
        var a = tensor(_alphasCumprod)[timestep.cpu()].reshape(shape); // [B, 1, ...]
        var spread = tensor(_alphasCumprod.Select(alpha => 1f - alpha).ToArray())[timestep.cpu()].reshape(shape);
        return (a.sqrt().to(latent.dtype).to(latent.device), spread.sqrt().to(latent.dtype).to(latent.device));
    }

    private static float[] Evenly(float start, float end, int count)
    {
        var step = (end - start) / (count - 1f);
        return [.. Enumerable.Range(0, count).Select(i => i < count / 2
            ? MathF.FusedMultiplyAdd(step, i, start)
            : MathF.FusedMultiplyAdd(-step, count - 1 - i, end))];
    }

    private static float[] CumulativeProduct(float[] betas)
    {
        var product = 1.0;
        return [.. betas.Select(beta => (float)(product *= 1f - beta))];
    }

    /// <summary>Shifts and stretches the square roots of the cumulative products so that the last is 0 and the first stays.</summary>
    private static float[] ToZeroTerminalSnr(float[] betas)
    {
        var roots = CumulativeProduct(betas).Select(MathF.Sqrt).ToArray();
        var (first, last) = (roots[0], roots[^1]);
        var stretch = first / (first - last);
        var products = roots.Select(root => (root - last) * stretch).Select(root => root * root).ToArray();
        return [.. products.Select((product, t) => 1f - (t == 0 ? product : product / products[t - 1]))];
    }
}
