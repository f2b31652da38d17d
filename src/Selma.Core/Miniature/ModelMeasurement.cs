using Selma.Core.Artifacts;
using Selma.Core.Diffusion;
using Selma.Core.Models;
using Selma.Core.Numerics;
using Selma.Core.World;
using static TorchSharp.torch;

namespace Selma.Core.Miniature;

/// <summary>Measures the embedded model on held-out prompts of the development seed: what is chosen is never chosen on the benchmark.</summary>
internal sealed class ModelMeasurement(MiniatureSettings settings, TextToImageModel model)
{
    private const int Batch = 20;
    private readonly IReadOnlyList<BenchmarkPrompt> _prompts = Benchmark.Sample(Benchmark.DevelopmentSeed, settings.MeasuredPrompts);

    /// <summary>The prompts, style by style.</summary>
    public IReadOnlyList<BenchmarkPrompt> Prompts => _prompts;

    /// <summary>What the answerer says of rendered scenes: its own errors.</summary>
    public Accuracy Rendered() => Accuracy.Of(_prompts, [.. _prompts.Select(prompt => Renderer.Render(prompt.Scene))]);

    /// <summary>What it says of the same scenes after the autoencoder.</summary>
    public Accuracy ThroughVae(CancellationToken cancellation) => Accuracy.Of(_prompts, InBatches("scenes encoded", batch =>
    {
        using var scope = NewDisposeScope();
        using var frozen = no_grad();
        var images = cat([.. batch.Select(item => Pixels.FromBytes(Renderer.Render(_prompts[item].Scene), Scene.Size, Scene.Size))]); // [B, 3, 64, 64]
        return Pixels.ToBytes(model.Vae.Decode(model.Vae.Posterior(images).Mean));
    }, null, cancellation));

    /// <summary>Draws every prompt.</summary>
    public byte[][] Draw(IProgress<StageProgress> progress, CancellationToken cancellation)
    {
        var denoiser = new Denoiser(model, new() { NumInferenceSteps = settings.InferenceSteps, GuidanceScale = settings.GuidanceScale });
        return InBatches(
            "prompts drawn",
            batch => denoiser.Draw(
                [.. batch.Select(item => _prompts[item].Prompt)],
                [.. batch.Select(item => Noise.Seed(settings.Seed, "miniature/development", item))],
                cancellation),
            progress,
            cancellation);
    }

    private byte[][] InBatches(
        string unit, Func<int[], IReadOnlyList<byte[]>> make, IProgress<StageProgress>? progress, CancellationToken cancellation)
    {
        var batches = Enumerable.Range(0, _prompts.Count).Chunk(Batch).ToArray();
        var images = new IReadOnlyList<byte[]>[batches.Length];
        var done = 0;
        using var threads = new WorkerThreads(Environment.ProcessorCount);
        threads.Run(batches.Length, index =>
        {
            cancellation.ThrowIfCancellationRequested();
            images[index] = make(batches[index]);
            progress?.Report(new(Interlocked.Add(ref done, batches[index].Length), _prompts.Count, unit));
        });
        return [.. images.SelectMany(batch => batch)];
    }
}
