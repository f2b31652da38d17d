using Selma.Core.Models;
using Selma.Core.Numerics;
using static TorchSharp.torch;

namespace Selma.Core.Experts;

/// <summary>Runs images and prompts through autoencoder and text encoder, in batches cut at fixed places, on several threads.</summary>
internal sealed class PairEncoder
{
    /// <summary>Pairs encoded together, where images are small enough.</summary>
    public const int Batch = 16;

    private readonly TextToImageModel _model;
    private readonly TrainingPairs _pairs;
    private readonly VaeTiles? _tiles;
    private readonly int[][] _images;
    private readonly int[][] _prompts;

    /// <param name="model">Autoencoder and text encoder.</param>
    /// <param name="pairs">Images and prompts.</param>
    /// <param name="flips">Whether mirrored images follow the images.</param>
    /// <param name="tiled">Whether large images are encoded in tiles.</param>
    public PairEncoder(TextToImageModel model, TrainingPairs pairs, bool flips, bool tiled = false)
    {
        (_model, _pairs, _tiles) = (model, pairs, tiled ? new VaeTiles(model.Vae) : null);
        var together = VaeBatch.Of(Batch, model.ImageSize, model.ImageSize);
        _images = [.. Enumerable.Range(0, flips ? 2 * pairs.Count : pairs.Count).Chunk(together)];
        _prompts = [.. Enumerable.Range(0, pairs.Count).Chunk(Batch)];
    }

    /// <summary>
    /// The posteriors' <c>mean</c> and <c>logvar</c>, [N, 4, h, w] float32, the text encoders' <c>context</c>, [N, T, D], and SDXL's
    /// <c>pooled</c>, [N, P].
    /// </summary>
    /// <param name="threads">Batches encoded at the same time.</param>
    /// <param name="cancellation">Stops between batches.</param>
    public Dictionary<string, Tensor> Encode(int threads, CancellationToken cancellation)
    {
        var posteriors = new Posterior[_images.Length];
        var texts = new Conditioning[_prompts.Length];
        using var workers = new WorkerThreads(threads);
        workers.Run(_images.Length + _prompts.Length, index =>
        {
            cancellation.ThrowIfCancellationRequested();
            using var scope = NewDisposeScope();
            using var frozen = no_grad();
            if (index < _images.Length)
            {
                posteriors[index] = Posterior(_images[index]);
            }
            else
            {
                texts[index - _images.Length] = Text(_prompts[index - _images.Length]);
            }
        });
        var parts = new Dictionary<string, Tensor>
        {
            ["mean"] = Join(posteriors.Select(posterior => posterior.Mean)),
            ["logvar"] = Join(posteriors.Select(posterior => posterior.LogVar)),
            ["context"] = Join(texts.Select(text => text.Context)),
        };
        if (_model.IsXl)
        {
            parts["pooled"] = Join(texts.Select(text => text.Pooled!));
        }

        return parts;
    }

    private static Tensor Join(IEnumerable<Tensor> batches)
    {
        var list = batches.ToArray();
        var joined = cat(list);
        foreach (var batch in list)
        {
            batch.Dispose();
        }

        return joined;
    }

    private static Tensor Keep(Tensor tensor) => tensor.to(ScalarType.Float32).cpu().DetachFromDisposeScope();

    /// <param name="rows">Numbers of images; from the number of pairs on, mirrored.</param>
    private Posterior Posterior(int[] rows)
    {
        var images = rows.Select(row => row < _pairs.Count ? _pairs.Read(row) : _pairs.Read(row - _pairs.Count).flip(-1)); // [3, H, W], -1..1
        var batch = stack(images).to(_model.Vae.Dtype).to(_model.Compute.Device);
        var (mean, logVar) = _tiles is null ? _model.Vae.Posterior(batch) : _tiles.Posterior(batch);
        return new(Keep(mean), Keep(logVar));
    }

    private Conditioning Text(int[] rows)
    {
        var text = _model.Encode([.. rows.Select(row => _pairs.Prompts[row])]);
        return new(text.Context.cpu().DetachFromDisposeScope(), text.Pooled?.cpu().DetachFromDisposeScope());
    }
}
