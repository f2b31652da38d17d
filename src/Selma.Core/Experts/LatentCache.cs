using Selma.Core.Artifacts;
using Selma.Core.Models;
using static TorchSharp.torch;

namespace Selma.Core.Experts;

/// <summary>What autoencoder and text encoders say of the training pairs: computed once, since both are frozen.</summary>
/// <remarks>
/// Kept are the posterior's mean and log-variance, from which every step draws a latent anew, so caching changes no distribution. A mirrored
/// image is encoded on its own: mirroring its latent would not be the same.
/// </remarks>
internal sealed class LatentCache : IDisposable
{
    private readonly Dictionary<string, Tensor> _parts;
    private readonly Tensor? _sizes; // [1, 6]
    private readonly double _scalingFactor;
    private readonly int _pairs;

    private LatentCache(Dictionary<string, Tensor> parts, int pairs, TextToImageModel model)
    {
        _parts = parts.ToDictionary(part => part.Key, part => Move(part.Value, model.Compute.Device));
        _sizes = model.TimeIds(MicroConditioning.Whole(model.ImageSize, model.ImageSize))?.DetachFromDisposeScope();
        (_pairs, _scalingFactor) = (pairs, model.Vae.Config.ScalingFactor);
    }

    /// <summary>Encodes all pairs, or reads what an earlier, stopped run encoded.</summary>
    /// <param name="path">The file that keeps them for a resumed run.</param>
    /// <param name="key">What they depend on.</param>
    /// <param name="model">Autoencoder and text encoder.</param>
    /// <param name="pairs">Images and prompts.</param>
    /// <param name="settings">Whether mirrored images are needed too, and tiles.</param>
    /// <param name="threads">Batches encoded at the same time.</param>
    /// <param name="cancellation">Stops between batches.</param>
    public static LatentCache Open(
        string path, string key, TextToImageModel model, TrainingPairs pairs, ExpertSettings settings, int threads, CancellationToken cancellation)
    {
        if (Stored(path, key) is { } stored)
        {
            return new(stored, pairs.Count, model);
        }

        var parts = new PairEncoder(model, pairs, settings.RandomFlip, settings.VaeTiling).Encode(threads, cancellation);
        TensorFile.Write(path, parts, new Dictionary<string, string> { ["key"] = key });
        return new(parts, pairs.Count, model);
    }

    /// <summary>Latents drawn from the posteriors of images.</summary>
    /// <param name="pairs">B numbers of pairs.</param>
    /// <param name="flips">Whether each is mirrored.</param>
    /// <param name="noise">[B, 4, h, w]</param>
    /// <returns>[B, 4, h, w], times the scaling factor.</returns>
    public Tensor Latents(IReadOnlyList<int> pairs, IReadOnlyList<bool> flips, Tensor noise)
    {
        using var scope = NewDisposeScope();
        var rows = Rows(pairs.Zip(flips, (pair, flip) => flip ? pair + _pairs : pair));
        return new Posterior(_parts["mean"][rows], _parts["logvar"][rows]).Sample(noise, _scalingFactor).MoveToOuterDisposeScope();
    }

    /// <summary>What the network is told of pairs: their prompts, and for SDXL that images were neither resized nor cut.</summary>
    public Conditioning Conditioning(IReadOnlyList<int> pairs)
    {
        using var scope = NewDisposeScope();
        var rows = Rows(pairs);
        return new Conditioning(_parts["context"][rows], _parts.GetValueOrDefault("pooled")?[rows], _sizes?.expand(pairs.Count, -1).clone())
            .MoveToOuterDisposeScope();
    }

    /// <summary>Shape of one latent, [4, h, w].</summary>
    public long[] LatentShape => _parts["mean"].shape[1..];

    /// <summary>Where the cached tensors are.</summary>
    public Device Device => _parts["mean"].device;

    /// <inheritdoc/>
    public void Dispose()
    {
        _sizes?.Dispose();
        foreach (var part in _parts.Values)
        {
            part.Dispose();
        }
    }

    private static Tensor Move(Tensor tensor, Device device)
    {
        using (tensor)
        {
            return tensor.to(device, copy: true).DetachFromDisposeScope();
        }
    }

    private static Dictionary<string, Tensor>? Stored(string path, string key)
    {
        if (!File.Exists(path))
        {
            return null;
        }

        using var file = SafeTensors.Open(path);
        return file.Metadata.GetValueOrDefault("key") == key ? file.Names.ToDictionary(part => part, file.ReadTensor) : null;
    }

    private Tensor Rows(IEnumerable<int> rows) => tensor(rows.Select(row => (long)row).ToArray()).to(Device);
}
