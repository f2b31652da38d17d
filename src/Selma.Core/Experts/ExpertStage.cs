using System.Globalization;
using System.Security.Cryptography;
using Selma.Core.Artifacts;
using Selma.Core.Lora;
using Selma.Core.Models;
using Selma.Core.Numerics;
using TorchSharp;
using static TorchSharp.torch;

namespace Selma.Core.Experts;

/// <summary>Stage 3: trains one skill's expert, a LoRA adapter of the denoising network, on the skill's images (paper, section 3.3).</summary>
/// <param name="model">The model to adapt; its networks stay as they are.</param>
/// <param name="settings">How to train.</param>
/// <param name="seed">The experiment's seed; all experts of one seed start from the same A.</param>
/// <param name="threads">Micro-batches computed at the same time; null: as many as there are cores, 1 on a GPU.</param>
public sealed class ExpertStage(TextToImageModel model, ExpertSettings settings, ulong seed, int? threads = null)
{
    /// <summary>Raised whenever other bytes come out of the same inputs.</summary>
    public const int Version = 2;

    private readonly int _threads = threads ?? TrainingThreads.For(model.Compute.Device.type == DeviceType.CPU);

    /// <summary>Writes <c>pytorch_lora_weights.safetensors</c> (PEFT's names, as diffusers writes today) and <c>training.json</c>.</summary>
    /// <remarks>A stopped run goes on from its last checkpoint and ends with the bytes of an unbroken one.</remarks>
    /// <param name="images">The folder of images and prompts that stage 2 made.</param>
    /// <param name="work">Gets the files, and holds the checkpoints.</param>
    /// <param name="progress">Told every update.</param>
    /// <param name="cancellation">Stops before the next pass through the network; what is done is kept.</param>
    /// <exception cref="SelmaException">SELMA2241: the loss is no number any more. SELMA2242: too few images. SELMA2243: images of another size.</exception>
    public void Run(string images, WorkFolder work, IProgress<StageProgress> progress, CancellationToken cancellation) =>
        Run([images], work, progress, cancellation);

    /// <summary>Trains one adapter on the images of several skills, shuffled together (paper, Table 2, rows 6 and 7).</summary>
    /// <param name="images">A folder of images and prompts for each skill; their order is that of the pairs before shuffling.</param>
    /// <param name="work">Gets the files, and holds the checkpoints.</param>
    /// <param name="progress">Told every update.</param>
    /// <param name="cancellation">Stops before the next pass through the network; what is done is kept.</param>
    /// <exception cref="SelmaException">As for one skill.</exception>
    public void Run(IReadOnlyList<string> images, WorkFolder work, IProgress<StageProgress> progress, CancellationToken cancellation) =>
        Run(TrainingPairs.Open(images, model.ImageSize), work, progress, cancellation);

    /// <summary>Trains on pairs, wherever they come from.</summary>
    internal void Run(TrainingPairs pairs, WorkFolder work, IProgress<StageProgress> progress, CancellationToken cancellation)
    {
        using var oneThread = new IntraOpThreads(1);
        var key = Key(pairs);
        using var cache = LatentCache.Open(
            Path.Combine(work.State, "latents.safetensors"), key, model, pairs, settings, _threads, cancellation);
        using var adapter = LoraAdapter.Attach(
            model.UNet, new() { Rank = settings.Rank, Alpha = settings.Alpha ?? settings.Rank }, seed);
        var start = InitialDigest(adapter);
        var batches = new ExpertBatches(cache, pairs, settings, seed);
        var training = new ExpertTraining(model.UNet, adapter.Parameters, new DenoisingLoss(model.Scheduler, settings.SnrGamma, model.IsXl), settings, _threads);
        using var run = new ExpertRun(training, batches, settings);
        run.Train(Path.Combine(work.State, "checkpoints"), key, progress, cancellation);
        run.Candidates.TakeChosen();
        Write(work.Output, adapter, start);
        new TrainingRecord
        {
            Settings = settings,
            Seed = seed,
            Pairs = pairs.Count,
            HeldOutPairs = batches.HeldOutPairs,
            Start = start,
            ChosenStep = run.Candidates.ChosenStep,
            Candidates = run.Candidates.Seen,
            Losses = TrainingRecord.Means(run.Losses),
        }.Write(Path.Combine(work.Output, TrainingRecord.FileName));
    }

    private void Write(string folder, LoraAdapter adapter, string start)
    {
        using var weights = adapter.Weights(new Dictionary<string, string>
        {
            [LoraWeights.StartKey] = start,
            [LoraWeights.SeedKey] = seed.ToString(CultureInfo.InvariantCulture),
        });
        weights.Write(Path.Combine(folder, LoraWeights.FileName));
    }

    /// <summary>Digest of the factors A that the expert starts from: only experts with the same start can be averaged factor by factor.</summary>
    private static string InitialDigest(LoraAdapter adapter)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        using var frozen = no_grad();
        foreach (var layer in adapter.Layers)
        {
            using var copy = layer.Down.detach().cpu();
            hash.AppendData(copy.bytes);
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    /// <summary>A checkpoint of other settings or other pairs is not gone on from.</summary>
    private string Key(TrainingPairs pairs) => $"{Version} {pairs.Name} {pairs.Count} {seed} {model.Compute} {settings}";
}
