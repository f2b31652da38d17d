using Selma.Core.Diffusion;
using Selma.Core.Models;
using static TorchSharp.torch;

namespace Selma.Core.Tests.Diffusion;

public static class NoiseScheduleTests
{
    private static readonly NoiseSchedule Schedule = new(SchedulerConfig.StableDiffusion);

    [Theory]
    [InlineData(0, 0.00084999995f, 0.99915f, 1175.4403)] // models.md 6.1, values of libtorch
    [InlineData(500, 0.0048149535f, 0.27633247f, 0.38185003)]
    [InlineData(981, 0.011684754f, 0.005775496f, 0.0058090463)]
    [InlineData(999, 0.011999999f, 0.004660095f, 0.004681913)]
    public static void Tables_hold_the_numbers_of_stable_diffusion(int timestep, float beta, float alphaCumprod, double snr)
    {
        Assert.Equal(beta, Schedule.Betas[timestep]);
        Assert.Equal(alphaCumprod, Schedule.AlphasCumprod[timestep]);
        Assert.Equal(1, Schedule.Snr(timestep) / snr, 1e-6);
    }

    [Fact]
    public static void Noise_and_velocity_mix_each_item_by_its_own_timestep()
    {
        using var scope = NewDisposeScope();
        var (latent, noise) = (tensor([1f, 1f]).reshape(2, 1, 1, 1), tensor([2f, 2f]).reshape(2, 1, 1, 1));
        var timesteps = tensor([0L, 999L]);
        var (a, b) = (Schedule.AlphasCumprod[0], Schedule.AlphasCumprod[999]);
        TensorAssert.Close(
            tensor([MathF.Sqrt(a) + (2 * MathF.Sqrt(1 - a)), MathF.Sqrt(b) + (2 * MathF.Sqrt(1 - b))]).reshape(2, 1, 1, 1),
            Schedule.AddNoise(latent, noise, timesteps),
            1e-6);
        TensorAssert.Close(
            tensor([(2 * MathF.Sqrt(a)) - MathF.Sqrt(1 - a), (2 * MathF.Sqrt(b)) - MathF.Sqrt(1 - b)]).reshape(2, 1, 1, 1),
            Schedule.Velocity(latent, noise, timesteps),
            1e-6);
    }

    [Fact]
    public static void Rescaled_betas_end_in_pure_noise_and_begin_as_before()
    {
        var schedule = new NoiseSchedule(SchedulerConfig.StableDiffusion with { RescaleBetasZeroSnr = true });
        Assert.Equal(1, schedule.Betas[^1]);
        Assert.Equal(0, schedule.AlphasCumprod[^1]);
        Assert.Equal(Schedule.Betas[0], schedule.Betas[0], 1e-6f);
        Assert.Equal(0.24101855f, schedule.AlphasCumprod[500], 2e-6f);
    }
}
