using Selma.Core.Experiments;
using Selma.Core.Experts;
using Selma.Core.Images;
using Selma.Core.Merging;
using Selma.Core.Models.Memory;

namespace Selma.Core.Pipeline;

/// <summary>About how much memory stages need at most, by their settings and their model's configurations. Loads no libtorch.</summary>
/// <param name="experiment">The experiment.</param>
internal sealed class StageMemory(Experiment experiment)
{
    /// <summary>.NET and libtorch, measured where little is done.</summary>
    private const long SmallProcess = 200_000_000;

    /// <summary>The same where large networks are.</summary>
    private const long LargeProcess = 330_000_000;

    private readonly bool _isOnGpu =
        experiment.Device.StartsWith("cuda", StringComparison.Ordinal) || (experiment.Device == "auto" && CudaBuild.HasCard());
    private readonly Dictionary<object, MemoryForecast?> _known = [];

    /// <summary>What a process takes for itself, by the parameters of the denoising network.</summary>
    public static long ProcessFor(long parameters) => parameters <= DrawingBatches.SmallNetwork ? SmallProcess : LargeProcess;

    /// <summary>A stage that draws.</summary>
    /// <param name="source">The model.</param>
    /// <param name="settings">How.</param>
    public MemoryForecast? Drawing(ModelSource source, ImageSettings settings) => Once((source, settings), source, (memory, shape) =>
    {
        var drawing = settings.ToDenoising();
        var size = (settings.Height ?? shape.ImageSize, settings.Width ?? shape.ImageSize);
        var workers = DrawingBatches.WorkersFor(memory.UNetWeights, !_isOnGpu);
        long Need(bool tiled) => memory.Draw(DrawingBatches.SizeFor(shape.ImageSize), drawing.GuidanceScale > 1, size, tiled, workers);
        var bytes = Need(drawing.VaeTiling);
        var tiles = Need(true) < bytes ? new[] { "images.vae_tiling: true" } : []; // only where the autoencoder takes the most
        return Forecast(memory, bytes, [.. tiles, "smaller images.height and images.width"]);
    });

    /// <summary>A stage that trains an expert or a joint LoRA.</summary>
    /// <param name="settings">How.</param>
    /// <param name="pairs">Images that it is trained on.</param>
    public MemoryForecast? Training(ExpertSettings settings, long pairs) => Once((settings, pairs), experiment.Model, (memory, _) =>
    {
        var threads = _isOnGpu ? 1 : Environment.ProcessorCount;
        var batch = Math.Min(settings.MicroBatchSize, settings.TrainBatchSize);
        var together = Math.Min(threads, (settings.TrainBatchSize + batch - 1) / batch);
        var bytes = Math.Max(
            memory.Encode(pairs, settings.RandomFlip, PairEncoder.Batch, threads),
            memory.Train(pairs, settings.RandomFlip, settings.Rank, batch, together, settings.GradientCheckpointing));
        return Forecast(memory, bytes, [
            .. settings.GradientCheckpointing ? Array.Empty<string>() : ["experts.gradient_checkpointing: true"],
            .. batch > 1 ? [$"experts.micro_batch_size below {batch}"] : Array.Empty<string>(),
        ]);
    });

    /// <summary>The merge, which holds one layer of all experts on each thread: their factors thrice over, and three of the layer's size.</summary>
    /// <param name="experts">How many.</param>
    /// <param name="rank">Their rank.</param>
    public MemoryForecast? Merging(int experts, long rank) => Once((experts, rank), experiment.Model, (_, shape) =>
    {
        var (width, context) = (shape.UNet.BlockOutChannels.Max(), shape.UNet.CrossAttentionDim);
        var largest = Math.Max(width, context);
        var layer = (3 * experts * rank * (width + largest)) + (3 * width * largest);
        return new(SmallProcess + (sizeof(float) * layer * MergedLayers.Threads), false, []);
    });

    /// <summary>A merge that learns its coefficients: at most what training one adapter of all ranks together takes.</summary>
    /// <param name="experts">How many.</param>
    /// <param name="settings">Of one of them.</param>
    /// <param name="merge">How to learn.</param>
    public MemoryForecast? Learning(int experts, ExpertSettings settings, MergeSettings merge) => Training(
        settings with { Rank = experts * settings.Rank, TrainBatchSize = merge.TrainBatchSize, RandomFlip = false, VaeTiling = false },
        (long)experts * merge.Samples);

    private static ModelShape? ShapeOf(ModelSource source) =>
        (source.Folder.Length > 0 ? ModelShape.Find(source.Folder) : null) ?? source.Hub.Select(id => PublishedShapes.Of(id.Name)).FirstOrDefault(shape => shape is not null);

    private MemoryForecast Forecast(ModelMemory memory, long bytes, IEnumerable<string> remedies) => new(
        _isOnGpu ? bytes : bytes + ProcessFor(memory.UNetWeights),
        _isOnGpu,
        [.. remedies, .. experiment.Dtype == "float32" ? ["dtype: bfloat16"] : Array.Empty<string>()]);

    private MemoryForecast? Once(object question, ModelSource source, Func<ModelMemory, ModelShape, MemoryForecast> answer)
    {
        if (!_known.TryGetValue(question, out var known))
        {
            known = ShapeOf(source) is { } shape ? answer(new(shape, experiment.Dtype), shape) : null;
            _known.Add(question, known);
        }

        return known;
    }
}
