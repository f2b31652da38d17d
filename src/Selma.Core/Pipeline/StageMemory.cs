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

    /// <summary>
    /// At full size the figures without it were from 12 % too high to 8 % too low (docs/experiments.md). Who is warned in vain loses less
    /// than who runs out of memory after hours, so all are raised by what was lacking at worst.
    /// </summary>
    private const double Margin = 1.08;

    /// <summary>What the heap takes for the numbers of a merge, measured 1.0 to 1.7.</summary>
    private const double MergeHeap = 1.5;

    private readonly bool _isOnGpu =
        experiment.Device.StartsWith("cuda", StringComparison.Ordinal) || (experiment.Device == "auto" && CudaBuild.HasCard());

    private readonly Dictionary<object, MemoryForecast?> _known = [];

    /// <summary>What a process takes for itself, by the parameters of the denoising network.</summary>
    public static long ProcessFor(long parameters) => parameters <= DrawingBatches.SmallNetwork ? SmallProcess : LargeProcess;

    /// <summary>A stage that draws.</summary>
    /// <param name="source">The model.</param>
    /// <param name="settings">How.</param>
    public MemoryForecast? Drawing(ModelSource source, ImageSettings settings) => Once((source, settings), source, shape =>
    {
        var whole = settings with { Height = settings.Height ?? (int)shape.ImageSize, Width = settings.Width ?? (int)shape.ImageSize };
        return Forecast(
            shape,
            whole,
            (memory, one) => memory.Draw(
                DrawingBatches.SizeFor(shape.ImageSize),
                one.GuidanceScale > 1,
                (one.Height!.Value, one.Width!.Value),
                one.VaeTiling,
                DrawingBatches.WorkersFor(memory.UNetWeights, !_isOnGpu)),
            [("images.vae_tiling: true", whole with { VaeTiling = true })],
            [("smaller images.height and images.width", whole with { Height = whole.Height / 2, Width = whole.Width / 2 })]);
    });

    /// <summary>A stage that trains an expert or a joint LoRA.</summary>
    /// <param name="settings">How.</param>
    /// <param name="pairs">Images that it is trained on.</param>
    public MemoryForecast? Training(ExpertSettings settings, long pairs) => Once((settings, pairs), experiment.Model, shape => Forecast(
        shape,
        settings,
        (memory, one) => Math.Max(
            memory.Encode(pairs, one.RandomFlip, PairEncoder.Batch, one.VaeTiling, Threads),
            memory.Train(pairs, one.RandomFlip, one.Rank, Batch(one), Together(one), one.GradientCheckpointing)),
        [("experts.vae_tiling: true", settings with { VaeTiling = true })],
        [("experts.gradient_checkpointing: true", settings with { GradientCheckpointing = true })],
        SmallerBatches(settings)));

    /// <summary>The merge, which holds a layer of all experts on each thread, and each thread's result.</summary>
    /// <param name="experts">How many.</param>
    /// <param name="rank">Their rank.</param>
    /// <param name="merge">How to merge.</param>
    public MemoryForecast? Merging(int experts, long rank, MergeSettings merge) => Once((experts, rank, merge), experiment.Model, shape =>
    {
        var method = MergeMethods.Find(merge.Method);
        var result = merge.Rank ?? method.Rank([.. Enumerable.Repeat(rank, experts)]);
        var most = (
            from width in shape.UNet.BlockOutChannels
            from input in new[] { width, shape.UNet.CrossAttentionDim }
            select method.Numbers(new(experts, rank, input, width)) + (result * (input + width))).Max();
        return new((long)(Margin * (SmallProcess + (MergeHeap * sizeof(float) * most * MergedLayers.Threads))), false, []);
    });

    /// <summary>A merge that learns its coefficients: what the experts are trained with, with their factors frozen.</summary>
    /// <param name="experts">How many.</param>
    /// <param name="settings">How to learn.</param>
    public MemoryForecast? Learning(int experts, CoefficientSettings settings) => Once(
        (experts, settings), experiment.Model, shape => Learning(shape, experts, (long)experts * settings.Samples, settings.Training));

    private MemoryForecast Learning(ModelShape shape, int experts, long pairs, ExpertSettings learning) => Forecast(
        shape,
        learning,
        (memory, one) => Math.Max(
            memory.Encode(pairs, one.RandomFlip, PairEncoder.Batch, one.VaeTiling, Threads),
            memory.Mix(pairs, experts * one.Rank, Batch(one), Together(one), one.GradientCheckpointing)),
        [("experts.gradient_checkpointing: true", learning with { GradientCheckpointing = true })],
        SmallerBatches(learning));

    private int Threads => TrainingThreads.For(!_isOnGpu);

    private static int Batch(ExpertSettings settings) => Math.Min(settings.MicroBatchSize, settings.TrainBatchSize);

    /// <summary>Micro-batches computed at the same time: smaller ones are more.</summary>
    private int Together(ExpertSettings settings) => Math.Min(Threads, (settings.TrainBatchSize + Batch(settings) - 1) / Batch(settings));

    private IEnumerable<(string Text, ExpertSettings Settings)> SmallerBatches(ExpertSettings settings) =>
        from size in Enumerable.Range(1, Batch(settings) - 1).Reverse()
        let smaller = settings with { MicroBatchSize = size }
        where size * Together(smaller) < Batch(settings) * Together(settings) // else more of them run side by side
        select ($"experts.micro_batch_size: {size} or less", smaller);

    private static ModelShape? ShapeOf(ModelSource source) =>
        (source.Folder.Length > 0 ? ModelShape.Find(source.Folder) : null)
        ?? source.Hub.Select(id => PublishedShapes.Of(id.Name)).FirstOrDefault(shape => shape is not null);

    /// <summary>The figure of settings, and of each list of others the first that lowers it.</summary>
    private MemoryForecast Forecast<T>(
        ModelShape shape, T settings, Func<ModelMemory, T, long> need, params IEnumerable<(string Text, T Settings)>[] remedies)
    {
        var memory = new ModelMemory(shape, experiment.Dtype);
        var bytes = need(memory, settings);
        var narrow = experiment.Dtype == "float32" && need(new(shape, "bfloat16"), settings) < bytes ? new[] { "dtype: bfloat16" } : [];
        var found = remedies.Select(list => list.FirstOrDefault(one => need(memory, one.Settings) < bytes).Text).OfType<string>();
        return new((long)(Margin * (_isOnGpu ? bytes : bytes + ProcessFor(memory.UNetWeights))), _isOnGpu, [.. found, .. narrow]);
    }

    private MemoryForecast? Once(object question, ModelSource source, Func<ModelShape, MemoryForecast> answer)
    {
        if (!_known.TryGetValue(question, out var known))
        {
            known = ShapeOf(source) is { } shape ? answer(shape) : null;
            _known.Add(question, known);
        }

        return known;
    }
}
