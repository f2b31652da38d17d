using Selma.Core.Diffusion;
using Selma.Core.Models;
using Selma.TestKit;
using TorchSharp;
using static TorchSharp.torch;

namespace Selma.Core.Tests.Diffusion;

public sealed class DenoiserTests : IDisposable
{
    private static readonly string[] Prompts = ["a red ball", "two blue stars", "a ball"];
    private static readonly uint[] Seeds = [1, 2, 3];
    private readonly TemporaryFolder _folder = new();
    private readonly TextToImageModel _model;

    public DenoiserTests() => _model = TinyModel.Create(_folder);

    public void Dispose()
    {
        _model.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public void An_image_depends_on_prompt_and_seed_not_on_its_batch()
    {
        var denoiser = new Denoiser(_model, new() { NumInferenceSteps = 4 });
        var together = denoiser.Draw(Prompts, Seeds, TestContext.Current.CancellationToken);
        var alone = denoiser.Draw([Prompts[2]], [Seeds[2]], TestContext.Current.CancellationToken)[0];
        Assert.All(alone.Zip(together[2]), pair => Assert.InRange(pair.First - pair.Second, -1, 1));
        Assert.NotEqual(together[2], denoiser.Draw([Prompts[2]], [Seeds[1]], TestContext.Current.CancellationToken)[0]);
        Assert.NotEqual(together[2], denoiser.Draw([Prompts[1]], [Seeds[2]], TestContext.Current.CancellationToken)[0]);
    }

    [Fact]
    public void A_cancelled_run_stops_between_steps()
    {
        using var scope = NewDisposeScope();
        using var stop = new CancellationTokenSource();
        var denoiser = new Denoiser(_model, new() { NumInferenceSteps = 50 });
        var steps = 0;
        _ = Assert.Throws<OperationCanceledException>(() => denoiser.Denoise(denoiser.Noises(Seeds), denoiser.Condition(Prompts), stop.Token, (step, _) =>
        {
            steps++;
            if (step == 3)
            {
                stop.Cancel();
            }
        }));
        Assert.Equal(4, steps);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("PNDMScheduler")]
    public void A_hundred_steps_leave_no_tensor_behind(string? scheduler)
    {
        var denoiser = new Denoiser(_model, new() { NumInferenceSteps = 100, Scheduler = scheduler });
        _ = denoiser.Draw(Prompts, Seeds, TestContext.Current.CancellationToken);
        var before = DisposeScopeManager.Statistics.TensorStatistics.ThreadTotalLiveCount;
        _ = denoiser.Draw(Prompts, Seeds, TestContext.Current.CancellationToken);
        Assert.Equal(before, DisposeScopeManager.Statistics.TensorStatistics.ThreadTotalLiveCount);
    }

    [Fact]
    public void Without_guidance_the_network_is_asked_once_an_image()
    {
        using var scope = NewDisposeScope();
        Assert.Equal(3, new Denoiser(_model, new() { GuidanceScale = 1 }).Condition(Prompts).Context.shape[0]);
        var guided = new Denoiser(_model, new()).Condition(Prompts).Context;
        Assert.Equal(6, guided.shape[0]);
        TensorAssert.Close(_model.Encode([""]).Context[0], guided[0], 1e-6);
        TensorAssert.Close(_model.Encode([Prompts[0]]).Context[0], guided[3], 1e-6);
    }

    [Fact]
    public void Sizes_must_be_whole_latents()
    {
        Assert.Equal("SELMA2119", Assert.Throws<SelmaException>(() => new Denoiser(_model, new() { Width = 17 })).Code);
        Assert.Equal(24 * 32 * 3, new Denoiser(_model, new() { Width = 24, Height = 32, NumInferenceSteps = 1 })
            .Draw(["a"], [1], TestContext.Current.CancellationToken)[0].Length);
    }
}
