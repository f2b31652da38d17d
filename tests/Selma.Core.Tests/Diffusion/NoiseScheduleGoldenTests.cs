using System.Runtime.InteropServices;
using System.Security.Cryptography;
using Selma.Core.Artifacts;
using Selma.Core.Diffusion;
using Selma.Core.Models;
using Selma.Core.Numerics;
using Selma.TestKit;
using static TorchSharp.torch;

namespace Selma.Core.Tests.Diffusion;

public static class NoiseScheduleGoldenTests
{
    private static readonly SchedulerConfig Linear = SchedulerConfig.StableDiffusion with { ScaledLinear = false };
    private static readonly SchedulerConfig ZeroSnr = SchedulerConfig.StableDiffusion with { RescaleBetasZeroSnr = true };

    [Fact]
    public static void Tables_equal_those_of_diffusers_bit_for_bit()
    {
        using var tables = SafeTensors.Open(Shared.Golden("diffusion", "schedulers", "tables.safetensors"));
        var schedule = new NoiseSchedule(SchedulerConfig.StableDiffusion);
        Assert.Equal(Read(tables, "betas"), schedule.Betas);
        Assert.Equal(Read(tables, "alphas_cumprod"), schedule.AlphasCumprod);
        Assert.Equal(Read(tables, "alphas_cumprod_linear"), new NoiseSchedule(Linear).AlphasCumprod);
    }

    [Fact]
    public static void Digests_of_the_tables_are_those_of_diffusers()
    {
        Shared.RequireGoldens();
        var digests = GoldenCases.Read("diffusion", "schedulers", "tables.json").GetProperty("sha256_of_float32_bytes");
        var schedule = new NoiseSchedule(SchedulerConfig.StableDiffusion);
        Assert.Equal(digests.GetProperty("betas").GetString(), Digest(schedule.Betas));
        Assert.Equal(digests.GetProperty("alphas_cumprod").GetString(), Digest(schedule.AlphasCumprod));
    }

    [Fact]
    public static void Betas_without_signal_at_the_end_are_those_of_diffusers()
    {
        using var tables = SafeTensors.Open(Shared.Golden("diffusion", "schedulers", "tables.safetensors"));
        var schedule = new NoiseSchedule(ZeroSnr);
        var betas = Read(tables, "betas_zero_snr");
        Assert.All(schedule.Betas, (beta, t) => Assert.Equal(betas[t], beta, 4e-7f));
        var products = Read(tables, "alphas_cumprod_zero_snr");
        Assert.All(schedule.AlphasCumprod, (product, t) => Assert.Equal(products[t], product, 2e-6f));
        Assert.Equal(0, schedule.AlphasCumprod[^1]);
    }

    [Fact]
    public static void Noise_and_velocity_are_those_of_diffusers()
    {
        using var scope = NewDisposeScope();
        var tables = TensorFile.Read(Shared.Golden("diffusion", "schedulers", "tables.safetensors"));
        var schedule = new NoiseSchedule(SchedulerConfig.StableDiffusion);
        var (sample, noise, timesteps) = (tables["sample"], tables["noise"], tables["timesteps"]);
        TensorAssert.Close(tables["add_noise"], schedule.AddNoise(sample, noise, timesteps), 1e-6);
        TensorAssert.Close(tables["add_noise_ddim"], schedule.AddNoise(sample, noise, timesteps), 1e-6);
        TensorAssert.Close(tables["velocity"], schedule.Velocity(sample, noise, timesteps), 1e-6);
    }

    [Fact]
    public static void Signal_to_noise_ratios_are_those_of_diffusers()
    {
        using var tables = SafeTensors.Open(Shared.Golden("diffusion", "schedulers", "tables.safetensors"));
        var schedule = new NoiseSchedule(SchedulerConfig.StableDiffusion);
        Assert.All(Read(tables, "snr"), (snr, t) => Assert.Equal(1, schedule.Snr(t) / snr, 2e-6));
    }

    [Fact]
    public static void Noise_levels_are_those_of_diffusers()
    {
        using var scope = NewDisposeScope();
        var tables = TensorFile.Read(Shared.Golden("diffusion", "schedulers", "tables.safetensors"));
        var levels = new SigmaTable(SchedulerConfig.StableDiffusion);
        var sigmas = tables["euler_sigmas_before_set_timesteps"].Values(); // from the last timestep down, then 0
        Assert.All(sigmas.SkipLast(1).Reverse(), (sigma, t) => Assert.Equal(1, levels.At(t) / sigma, 1.2e-7));
        var (sample, noise) = (tables["sample"][..3], tables["noise"][..3]);
        var added = tables["euler_add_noise_timesteps"].Values().Select((t, i) => sample[i].Plus(noise[i].Times(levels.At(t))));
        TensorAssert.Close(tables["euler_add_noise"], stack(added), 1e-5);
    }

    private static float[] Read(SafeTensors file, string name) => MemoryMarshal.Cast<byte, float>(file.ReadBytes(name)).ToArray();

    private static string Digest(IEnumerable<float> values) =>
        Convert.ToHexStringLower(SHA256.HashData(MemoryMarshal.AsBytes<float>(values.ToArray())));
}
