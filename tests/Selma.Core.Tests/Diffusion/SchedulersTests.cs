using Selma.Core.Artifacts;
using Selma.Core.Diffusion;
using Selma.Core.Models;
using Selma.Core.Numerics;
using Selma.TestKit;
using TorchSharp;
using static TorchSharp.torch;

namespace Selma.Core.Tests.Diffusion;

public static class SchedulersTests
{
    private static readonly SchedulerConfig Pndm =
        SchedulerConfig.StableDiffusion with { ClassName = "PNDMScheduler", SkipPrkSteps = true };

    [Fact]
    public static void Fifty_steps_run_from_981_to_1_and_pndm_asks_twice_at_961()
    {
        using var ddim = Schedulers.Create(SchedulerConfig.StableDiffusion, 50);
        using var pndm = Schedulers.Create(Pndm, 50);
        Assert.Equal(Enumerable.Range(0, 50).Select(i => 981f - (20 * i)), ddim.Timesteps);
        Assert.Equal([981, 961, 961, 941], pndm.Timesteps.Take(4));
        Assert.Equal(51, pndm.Timesteps.Count);
    }

    [Theory]
    [InlineData("DDIMScheduler", 1.110526517, 1.229373820, 9.596447138)] // models.md 6.9, exact arithmetic
    [InlineData("PNDMScheduler", 1.110526517, 1.109845386, 9.511825089)]
    [InlineData("EulerDiscreteScheduler", 13.014032503, 12.875105078, 9.572515898)]
    public static void A_scalar_traces_the_known_path(string className, double first, double second, double last)
    {
        using var scheduler = Schedulers.Create(Pndm with { ClassName = className }, 50);
        Trace(scheduler, first, second, last);
    }

    [Theory]
    [InlineData(false, 1.237840327, 1.510040213, 10.471098154)] // models.md 6.9
    [InlineData(true, 1.169752643, 1.371600245, 10.445369582)]
    public static void Dpm_solver_traces_the_known_path(bool karras, double first, double second, double last)
    {
        using var scheduler = new DpmSolverScheduler(
            SchedulerConfig.StableDiffusion with { TimestepSpacing = TimestepSpacing.Linspace, UseKarrasSigmas = karras }, 25);
        Trace(scheduler, first, second, last);
    }

    private static void Trace(IScheduler scheduler, double first, double second, double last)
    {
        using var scope = NewDisposeScope();
        var x = ones(1).Times(scheduler.InitNoiseSigma);
        var trace = new List<double>();
        for (var step = 0; step < scheduler.Timesteps.Count; step++)
        {
            x = scheduler.Step(scheduler.ScaleInput(x, step).Times(0.1f), step, x, None);
            trace.Add(x.item<float>());
        }

        Assert.Equal(first, trace[0], 2e-6 * first);
        Assert.Equal(second, trace[1], 2e-6 * second);
        Assert.Equal(last, trace[^1], 2e-5);
    }

    [Fact]
    public static void An_unknown_scheduler_is_refused_by_name()
    {
        var error = Assert.Throws<SelmaException>(
            () => Schedulers.Create(SchedulerConfig.StableDiffusion with { ClassName = "HeunDiscreteScheduler" }, 50));
        Assert.Equal("SELMA2113", error.Code);
        Assert.Contains("'HeunDiscreteScheduler' is not supported", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1000)] // with offset 1 it would begin at timestep 1000
    [InlineData(1001)]
    public static void Impossible_step_counts_are_refused(int steps)
    {
        Assert.Equal("SELMA2113", Assert.Throws<SelmaException>(() => Schedulers.Create(SchedulerConfig.StableDiffusion, steps)).Code);
    }

    [Fact]
    public static void Absent_keys_take_the_defaults_of_the_class()
    {
        using var folder = new TemporaryFolder();
        var file = folder.File("scheduler_config.json");
        AtomicFile.WriteText(file, """{"_class_name": "DDIMScheduler"}""");
        var ddim = SchedulerConfig.Read(file);
        Assert.Equal((true, true, 0.0001, false), (ddim.ClipSample, ddim.SetAlphaToOne, ddim.BetaStart, ddim.ScaledLinear));
        AtomicFile.WriteText(file, """{"_class_name": "PNDMScheduler", "trained_betas": null}""");
        var pndm = SchedulerConfig.Read(file);
        Assert.Equal((false, false, 0), (pndm.SetAlphaToOne, pndm.SkipPrkSteps, pndm.StepsOffset));
        AtomicFile.WriteText(file, """{"_class_name": "DPMSolverMultistepScheduler", "lambda_min_clipped": -Infinity}""");
        Assert.Equal((TimestepSpacing.Linspace, 2, true), (SchedulerConfig.Read(file).TimestepSpacing, SchedulerConfig.Read(file).SolverOrder, SchedulerConfig.Read(file).LowerOrderFinal));
        Assert.Equal(TimestepSpacing.Leading, SchedulerConfig.Read(file, "DDPMScheduler").TimestepSpacing);
        AtomicFile.WriteText(file, """{"_class_name": "DPMSolverMultistepScheduler", "algorithm_type": "sde-dpmsolver++"}""");
        Assert.Equal("SELMA2112", Assert.Throws<SelmaException>(() => SchedulerConfig.Read(file)).Code);
        Assert.Equal("EulerDiscreteScheduler", SchedulerConfig.Read(file, "EulerDiscreteScheduler").ClassName);
        AtomicFile.WriteText(file, """{"_class_name": "DDIMScheduler", "timestep_spacing": "sideways"}""");
        Assert.Equal("SELMA2112", Assert.Throws<SelmaException>(() => SchedulerConfig.Read(file)).Code);
    }

    public static TheoryData<string> Classes() => [.. Schedulers.Supported];

    [Theory]
    [MemberData(nameof(Classes))]
    public static void A_whole_run_leaves_no_tensor_behind(string className)
    {
        var before = DisposeScopeManager.Statistics.TensorStatistics.ThreadTotalLiveCount;
        using (NewDisposeScope())
        {
            using var scheduler = Schedulers.Create(Pndm with { ClassName = className }, 50);
            var x = ones(4);
            for (var step = 0; step < scheduler.Timesteps.Count; step++)
            {
                x = scheduler.Step(x * 0.1f, step, x, () => ones(4));
            }
        }

        Assert.Equal(before, DisposeScopeManager.Statistics.TensorStatistics.ThreadTotalLiveCount);
    }

    private static Tensor None() => throw new InvalidOperationException("This scheduler draws nothing.");

    [Fact]
    public static void Guidance_goes_from_the_unconditional_through_the_conditional_prediction()
    {
        using var scope = NewDisposeScope();
        var (u, c) = (tensor([1f, 2f]), tensor([2f, 0f]));
        Assert.Equal([1f, 2f], Guidance.Combine(u, c, 0).Values());
        Assert.Equal([2f, 0f], Guidance.Combine(u, c, 1).Values());
        Assert.Equal([8.5f, -13f], Guidance.Combine(u, c, 7.5).Values()); // 1 + 7.5 * 1, 2 - 7.5 * 2
    }
}
