using Selma.Core.Artifacts;
using Selma.Core.Lora;
using Selma.Core.Models;
using Selma.Core.Numerics;
using TorchSharp;

namespace Selma.Core.Experts;

/// <summary>Learns a weight for each expert at each layer on an equal mixture of the experts' own pairs; all else is frozen.</summary>
/// <remarks>Source: CAT of LoRA Soups, arXiv 2410.13025. The loss is the experts' own; steps, rate and share of pairs are ours.</remarks>
/// <param name="model">The model that the experts adapt; it stays as it is.</param>
/// <param name="settings">How to learn.</param>
/// <param name="seed">The experiment's seed.</param>
/// <param name="threads">As for <see cref="ExpertStage"/>.</param>
public sealed class CoefficientLearning(TextToImageModel model, CoefficientSettings settings, ulong seed, int? threads = null)
{
    /// <summary>Losses, and what they were learned from.</summary>
    public const string FileName = "learning.json";

    /// <summary>Raised whenever other numbers come out of the same inputs.</summary>
    public const int Version = 1;

    private readonly int _threads = threads ?? TrainingThreads.For(model.Compute.Device.type == DeviceType.CPU);

    /// <summary>Learns the weights, and writes <c>learning.json</c>.</summary>
    /// <remarks>A stopped run goes on from its last checkpoint and ends with the numbers of an unbroken one.</remarks>
    /// <param name="images">The folder of images and prompts of each skill.</param>
    /// <param name="experts">The adapter's file of each skill.</param>
    /// <param name="work">Gets the file, and holds the checkpoints.</param>
    /// <param name="progress">Told every update.</param>
    /// <param name="cancellation">Stops before the next pass through the network; what is done is kept.</param>
    /// <returns>The experts' weights by the layers' paths.</returns>
    /// <exception cref="SelmaException">As <see cref="ExpertStage.Run(string, WorkFolder, IProgress{StageProgress}, CancellationToken)"/>; SELMA2223, SELMA2232.</exception>
    public IReadOnlyDictionary<string, IReadOnlyList<double>> Run(
        IReadOnlyList<string> images,
        IReadOnlyList<string> experts,
        WorkFolder work,
        IProgress<StageProgress> progress,
        CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(work);
        using var oneThread = new IntraOpThreads(1);
        var training = settings.Training;
        var pairs = TrainingPairs.Mixture(images, model.ImageSize, settings.Samples, seed);
        var key = $"coefficients {Version} {pairs.Name} {pairs.Count} {seed} {model.Compute} {settings}";
        using var cache = LatentCache.Open(Path.Combine(work.State, "latents.safetensors"), key, model, pairs, training, _threads, cancellation);
        using var mixture = Attach(experts);
        using var run = new ExpertRun(
            new ExpertTraining(model.UNet, mixture.Parameters, new DenoisingLoss(model.Scheduler, training.SnrGamma, model.IsXl), training, _threads),
            new ExpertBatches(cache, pairs, training, seed),
            training);
        run.Train(Path.Combine(work.State, "checkpoints"), key, progress, cancellation);
        var losses = TrainingRecord.Means(run.Losses);
        var record = new
        {
            settings.Steps, settings.LearningRate, settings.TrainBatchSize, Seed = seed, Pairs = pairs.Count, Losses = losses,
        };
        RecordFile.Write(Path.Combine(work.Output, FileName), record);
        return mixture.Coefficients;
    }

    private LoraMixture Attach(IReadOnlyList<string> files)
    {
        var experts = new List<LoraWeights>();
        try
        {
            foreach (var file in files)
            {
                experts.Add(LoraWeights.Read(file));
            }

            return LoraMixture.Attach(model.UNet, experts);
        }
        finally
        {
            experts.ForEach(expert => expert.Dispose());
        }
    }
}
