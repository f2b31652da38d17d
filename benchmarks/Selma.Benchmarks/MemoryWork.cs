using Selma.Core.Experts;
using Selma.Core.Lora;
using Selma.Core.Models;
using Selma.Core.Models.Memory;
using Selma.Core.Models.Text;
using Selma.Core.Numerics;
using static TorchSharp.torch;

namespace Selma.Benchmarks;

/// <summary>A model with random weights, and passes through it by the product's own classes.</summary>
internal sealed class MemoryWork : IDisposable
{
    private readonly MemoryCase _case;
    private readonly ModelShape _shape;
    private readonly UNet _unet;
    private readonly Vae _vae;
    private readonly ClipTextModel[] _texts; // for the memory that they take

    public MemoryWork(MemoryCase one)
    {
        (_case, _shape) = (one, one.Shape);
        _unet = RandomWeights.Network(() => new UNet(_shape.UNet), one.Compute);
        _vae = RandomWeights.Network(() => new Vae(_shape.Vae), one.Compute);
        _texts = [.. new[] { _shape.Text, _shape.Text2 }.OfType<ClipTextConfig>()
            .Select(config => RandomWeights.Network(() => new ClipTextModel(config), one.Compute))];
        NativeTorch.ReturnMemory(); // what making weights took
    }

    private long Side => _case.Pixels / _shape.Vae.Downscale;

    private int Together => VaeBatch.Of(_case.Batch, _case.Pixels, _case.Pixels);

    /// <summary>Does it twice on each thread, so that what is kept from the first time counts.</summary>
    public void Run()
    {
        switch (_case.Kind)
        {
            case "draw":
                Frozen(() => _unet.call(Random(2 * _case.Batch, 4, Side, Side), tensor(500f), Told(2 * _case.Batch)));
                break;
            case "decode":
                Frozen(() => _vae.Decode(Random(Together, 4, Side, Side)));
                break;
            case "encode":
                Frozen(() => _vae.Posterior(Random(Together, 3, _case.Pixels, _case.Pixels)));
                break;
            default:
                Train();
                break;
        }
    }

    public void Dispose()
    {
        _unet.Dispose();
        _vae.Dispose();
        Array.ForEach(_texts, text => text.Dispose());
    }

    private Tensor Random(params long[] shape) => randn(shape).to(_case.Compute.Dtype);

    private Conditioning Told(int items) => new(
        Random(items, _shape.Tokens, _shape.UNet.CrossAttentionDim),
        _shape.Text2 is { } second ? Random(items, second.ProjectionDim!.Value) : null,
        _shape.Text2 is null ? null : zeros(items, 6));

    private void Frozen(Func<object> pass)
    {
        void Once(int index)
        {
            using var scope = NewDisposeScope();
            using var off = no_grad();
            _ = pass();
        }

        if (_case.Threads == 1)
        {
            Once(0);
            Once(1);
            return;
        }

        using var workers = new WorkerThreads(_case.Threads);
        workers.Run(2 * _case.Threads, Once);
    }

    private void Train()
    {
        using var oneThread = new IntraOpThreads(1);
        using var adapter = LoraAdapter.Attach(_unet, new() { Rank = MemoryCase.Rank, Alpha = MemoryCase.Rank }, seed: 1);
        var loss = new DenoisingLoss(SchedulerConfig.StableDiffusion, null, _shape.Text2 is not null);
        using var training = new ExpertTraining(_unet, adapter.Parameters, loss, new() { GradientCheckpointing = _case.Kind == "recompute" }, _case.Threads);
        for (var update = 0; update < 2; update++)
        {
            using var gradient = training.Gradient(_case.Threads, _ => Batch(), CancellationToken.None);
            _ = training.Update(gradient);
        }
    }

    private DenoisingBatch Batch() => new(
        randn(_case.Batch, 4, Side, Side), randn(_case.Batch, 4, Side, Side), [.. Enumerable.Repeat(500, _case.Batch)], Told(_case.Batch), 1.0 / _case.Threads);
}
