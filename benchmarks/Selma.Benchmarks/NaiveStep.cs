using Selma.Core.Models;
using Selma.Core.Models.Text;
using Selma.Core.Numerics;
using static TorchSharp.torch;

namespace Selma.Benchmarks;

/// <summary>The step that a plain training script makes: float32, with the image and its prompt encoded anew every time.</summary>
internal sealed class NaiveStep : IDisposable
{
    private const int Tokens = 77;
    private readonly TrainingStep _step;
    private readonly Vae _vae;
    private readonly ClipTextModel _text;
    private readonly Tensor _image;
    private readonly Tensor _ids = zeros([1, Tokens], ScalarType.Int64).DetachFromDisposeScope();

    public NaiveStep(UNetConfig config, NetworkOptions options)
    {
        _step = new(config, options.Side, ScalarType.Float32, recomputes: false);
        var shape = PublishedModel.Shape(options.Model);
        _vae = RandomWeights.Network(() => new Vae(shape.Vae), Compute.Cpu);
        _text = RandomWeights.Network(() => new ClipTextModel(shape.Text), Compute.Cpu);
        _image = randn(1, 3, options.Pixels, options.Pixels).DetachFromDisposeScope();
    }

    public void Run()
    {
        using (var scope = NewDisposeScope())
        using (no_grad())
        {
            _ = _vae.Moments(_image);
            _ = _text.call(_ids);
        }

        _step.Run();
    }

    public void Dispose()
    {
        _step.Dispose();
        _vae.Dispose();
        _text.Dispose();
        _image.Dispose();
        _ids.Dispose();
    }
}
