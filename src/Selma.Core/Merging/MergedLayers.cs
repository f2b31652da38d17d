using Selma.Core.Artifacts;
using Selma.Core.Lora;
using Selma.Core.Numerics;
using static TorchSharp.torch;

namespace Selma.Core.Merging;

/// <summary>Merges layers, a few at a time on as many threads, and hands them out in order: neither experts nor result are ever whole in memory.</summary>
/// <remarks>A layer is merged by one thread with one thread inside libtorch, so that its bits do not depend on the machine's cores.</remarks>
internal sealed class MergedLayers : IDisposable
{
    private const int MostThreads = 8; // a layer of SDXL takes 0.1 GB while it is merged, up to 0.5 GB where updates are formed

    private readonly WorkerThreads _threads = new(Threads);
    private readonly Queue<(string Path, LoraLayer Layer)> _ready = new();
    private readonly Dictionary<string, MergeInner> _inner = new(StringComparer.Ordinal);
    private readonly IReadOnlyList<LoraReader> _experts;
    private readonly Func<string, IReadOnlyList<LoraLayer>, MergeLayer> _input;
    private readonly MergeMethod _method;
    private readonly IProgress<StageProgress> _progress;
    private readonly CancellationToken _cancellation;
    private readonly List<string> _paths;
    private int _done;

    public MergedLayers(
        MergeMethod method,
        IReadOnlyList<LoraReader> experts,
        Func<string, IReadOnlyList<LoraLayer>, MergeLayer> input,
        IProgress<StageProgress> progress,
        CancellationToken cancellation)
    {
        (_method, _experts, _input, _progress, _cancellation) = (method, experts, input, progress, cancellation);
        _paths = [.. LoraWriter.Order(experts[0].Sites.Keys)];
    }

    /// <summary>Layers merged at the same time.</summary>
    public static int Threads => Math.Min(Environment.ProcessorCount, MostThreads);

    /// <summary>The next layer, to be asked for in the order of <see cref="LoraWriter.Order"/>; the caller disposes it.</summary>
    public LoraLayer Take(string path)
    {
        if (_ready.Count == 0)
        {
            Merge([.. _paths.Skip(_done).Take(Threads)]);
        }

        var (next, layer) = _ready.Dequeue();
        return next == path ? layer : throw new InvalidOperationException($"'{path}' was asked for before '{next}'.");
    }

    /// <summary>Inner products over all layers, summed in the order in which an adapter visits its model.</summary>
    public MergeInner Inner()
    {
        var sum = new MergeInner(_experts.Count);
        foreach (var path in _experts[0].Sites.Keys)
        {
            sum.Add(_inner[path]);
        }

        return sum;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _threads.Dispose();
        foreach (var (_, layer) in _ready)
        {
            layer.Dispose();
        }
    }

    private void Merge(string[] paths)
    {
        var merged = new (LoraLayer Layer, MergeInner Inner)[paths.Length];
        try
        {
            _threads.Run(paths.Length, i => merged[i] = Merge(paths[i]));
        }
        catch
        {
            foreach (var (layer, _) in merged)
            {
                layer?.Dispose();
            }

            throw;
        }

        foreach (var (path, (layer, inner)) in paths.Zip(merged))
        {
            _ready.Enqueue((path, layer));
            _inner[path] = inner;
        }

        _done += paths.Length;
        _progress.Report(new(_done, _paths.Count, "layers"));
    }

    private (LoraLayer Layer, MergeInner Inner) Merge(string path)
    {
        _cancellation.ThrowIfCancellationRequested();
        using var frozen = no_grad();
        using var scope = NewDisposeScope();
        var input = _input(path, [.. _experts.Select(expert => expert.Read(path))]);
        var layer = _method.MergeCut(input);
        var inner = _method.Shares is { } shares ? MergeInner.OfSum(input.Experts, shares(input)) : MergeInner.Of(input.Experts, layer, input.Energy);
        return (layer.MoveOut(), inner);
    }
}
