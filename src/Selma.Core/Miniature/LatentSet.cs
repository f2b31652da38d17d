using Selma.Core.Artifacts;
using Selma.Core.Models;
using Selma.Core.Numerics;
using static TorchSharp.torch;

namespace Selma.Core.Miniature;

/// <summary>The scenes' latents: the posterior's means, times the scaling factor that gives them unit variance.</summary>
internal sealed class LatentSet : IDisposable
{
    private const int Batch = 32;
    private readonly Tensor _latents; // [N, 4, 8, 8], scaled

    private LatentSet(Tensor latents, double scalingFactor) => (_latents, ScalingFactor) = (latents, scalingFactor);

    /// <summary>1 / standard deviation of the unscaled latents, to four decimals.</summary>
    public double ScalingFactor { get; }

    /// <summary>Encodes all scenes, or reads what an earlier run with this key encoded.</summary>
    /// <param name="path">The file that keeps them.</param>
    /// <param name="key">What they depend on.</param>
    /// <param name="scenes">The scenes.</param>
    /// <param name="count">How many of them, from the first.</param>
    /// <param name="vae">The trained autoencoder.</param>
    /// <param name="progress">Told every batch.</param>
    /// <param name="cancellation">Stops between batches.</param>
    public static LatentSet Open(
        string path, string key, SceneSet scenes, int count, Vae vae, IProgress<StageProgress> progress, CancellationToken cancellation)
    {
        using var scope = NewDisposeScope();
        var means = Stored(path, key);
        if (means is null)
        {
            means = Encode(scenes, count, vae, progress, cancellation);
            TensorFile.Write(path, [new("means", means)], new Dictionary<string, string> { ["key"] = key, ["format"] = "pt" });
        }

        var factor = Math.Round(1 / means.std().item<float>(), 4);
        return new(means.Times(factor).DetachFromDisposeScope(), factor);
    }

    /// <summary>Number of scenes.</summary>
    public int Count => (int)_latents.shape[0];

    /// <summary>Latents of a batch.</summary>
    /// <returns>[B, 4, 8, 8]</returns>
    public Tensor this[int[] scenes]
    {
        get
        {
            using var scope = NewDisposeScope();
            return _latents[tensor(scenes.Select(scene => (long)scene).ToArray())].MoveToOuterDisposeScope();
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _latents.Dispose();

    private static Tensor? Stored(string path, string key)
    {
        if (!File.Exists(path))
        {
            return null;
        }

        using var file = SafeTensors.Open(path);
        return file.Metadata.GetValueOrDefault("key") == key ? file.ReadTensor("means") : null;
    }

    private static Tensor Encode(SceneSet scenes, int count, Vae vae, IProgress<StageProgress> progress, CancellationToken cancellation)
    {
        var batches = Enumerable.Range(0, count).Chunk(Batch).ToArray();
        var means = new Tensor[batches.Length];
        var done = 0;
        using var threads = new WorkerThreads(Environment.ProcessorCount);
        threads.Run(batches.Length, index =>
        {
            cancellation.ThrowIfCancellationRequested();
            using var scope = NewDisposeScope();
            using var frozen = no_grad();
            var (mean, _) = vae.Posterior(scenes.Images(batches[index]));
            means[index] = mean.DetachFromDisposeScope();
            progress.Report(new(Interlocked.Increment(ref done), batches.Length, "batches encoded"));
        });
        var all = cat(means);
        foreach (var mean in means)
        {
            mean.Dispose();
        }

        return all;
    }
}
