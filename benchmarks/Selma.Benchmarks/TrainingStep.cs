using Selma.Core.Experts;
using Selma.Core.Lora;
using Selma.Core.Models;
using Selma.Core.Numerics;
using static TorchSharp.torch;

namespace Selma.Benchmarks;

/// <summary>A step of an expert's training at rank 128 on one image, by the classes that train experts.</summary>
internal sealed class TrainingStep : IDisposable
{
    private readonly UNet _unet;
    private readonly LoraAdapter _adapter;
    private readonly DenoisingLoss _loss = new(SchedulerConfig.StableDiffusion, snrGamma: null);
    private readonly ExpertTraining _training;
    private readonly DenoisingBatch _batch;

    /// <param name="config">The network's shape.</param>
    /// <param name="side">Side of the latent.</param>
    /// <param name="dtype">Type of the frozen weights.</param>
    /// <param name="recomputes">Whether gradient checkpointing is on.</param>
    public TrainingStep(UNetConfig config, long side, ScalarType dtype, bool recomputes)
    {
        _unet = RandomWeights.Network(() => new UNet(config), new(CPU, dtype));
        _adapter = LoraAdapter.Attach(_unet, new(), seed: 1);
        _training = new(_unet, _adapter, _loss, new() { GradientCheckpointing = recomputes }, threads: 1);
        var input = UNetInput.Of(config, 1, side, new(CPU, dtype));
        _batch = new(input.Sample.to(ScalarType.Float32), randn(input.Sample.shape), [500], input.Conditioning, Share: 1);
    }

    /// <summary>Bytes of the frozen weights.</summary>
    public long WeightBytes => _unet.parameters().Where(parameter => !parameter.requires_grad).Sum(parameter => parameter.numel() * parameter.element_size());

    /// <summary>The loss, with all that a gradient would need.</summary>
    public void Forward()
    {
        using var scope = NewDisposeScope();
        _ = _loss.Compute(_unet, _batch);
    }

    /// <summary>Loss and gradient.</summary>
    public void Gradient() => _training.Gradient(1, _ => _batch, CancellationToken.None).Dispose();

    /// <summary>All of a step.</summary>
    public void Run()
    {
        using var gradient = _training.Gradient(1, _ => _batch, CancellationToken.None);
        _ = _training.Update(gradient);
    }

    public void Dispose()
    {
        _training.Dispose();
        _adapter.Dispose();
        _unet.Dispose();
    }
}
