using Selma.Core.Numerics;
using static TorchSharp.torch;

namespace Selma.Core.Experts;

/// <summary>Makes the batches of an expert's training. What an item is depends on the seed, the pairs and its number alone.</summary>
internal sealed class ExpertBatches
{
    private const int Timesteps = 1000;
    private const int ValidationDraws = 8; // timesteps for each held-out pair
    private readonly LatentCache _cache;
    private readonly ExpertSettings _settings;
    private readonly ulong _seed;
    private readonly string _stream;
    private readonly TrainingOrder _order;
    private readonly int[] _held;
    private readonly int[] _trained;

    /// <param name="cache">Latents and contexts.</param>
    /// <param name="pairs">The pairs that they belong to.</param>
    /// <param name="settings">Batch size, flips, noise, held-out share.</param>
    /// <param name="seed">The experiment's seed.</param>
    public ExpertBatches(LatentCache cache, TrainingPairs pairs, ExpertSettings settings, ulong seed)
    {
        (_cache, _settings, _seed) = (cache, settings, seed);
        _stream = $"experts/{pairs.Name}";
        var shuffled = new Draws(seed, $"{_stream}/held", 0).ChooseDistinct(pairs.Count, pairs.Count);
        _held = [.. shuffled.Take(HeldOut(settings, pairs.Count)).Order()];
        _trained = [.. shuffled.Skip(_held.Length).Order()];
        _order = new TrainingOrder(seed, $"{_stream}/order", _trained.Length);
    }

    /// <summary>Pairs that are only looked at to choose the expert.</summary>
    public int HeldOutPairs => _held.Length;

    /// <summary>Passes that an update is cut into, always at the same places.</summary>
    public int MicroBatches => Chunks(_settings.TrainBatchSize);

    /// <summary>Passes over the held-out pairs.</summary>
    public int ValidationBatches => Chunks(_held.Length * ValidationDraws);

    /// <summary>One pass of an update.</summary>
    /// <param name="update">Counted from 0.</param>
    /// <param name="microBatch">Counted from 0.</param>
    public DenoisingBatch Training(long update, int microBatch)
    {
        var items = Chunk(_settings.TrainBatchSize, microBatch).Select(index => (update * _settings.TrainBatchSize) + index).ToArray();
        return Make("", [.. items], item => _trained[_order[item]], item => Draw("timestep", item).Next(Timesteps), _settings.TrainBatchSize);
    }

    /// <summary>One pass over held-out pairs: the same noise every time, timesteps spread evenly.</summary>
    /// <param name="microBatch">Counted from 0.</param>
    public DenoisingBatch Validation(int microBatch)
    {
        var all = _held.Length * ValidationDraws;
        return Make(
            "held/",
            [.. Chunk(all, microBatch).Select(index => (long)index)],
            item => _held[item / ValidationDraws],
            item => (int)(((item % ValidationDraws) + 0.5) * Timesteps / ValidationDraws),
            all);
    }

    private static int HeldOut(ExpertSettings settings, int pairs) =>
        settings.Choose == "validation" ? Math.Min((int)Math.Ceiling(settings.ValidationShare * pairs), pairs - 1) : 0;

    private int Chunks(int items) => (items + _settings.MicroBatchSize - 1) / _settings.MicroBatchSize;

    private IEnumerable<int> Chunk(int items, int microBatch)
    {
        var start = microBatch * _settings.MicroBatchSize;
        return Enumerable.Range(start, Math.Min(_settings.MicroBatchSize, items - start));
    }

    private DenoisingBatch Make(string part, long[] items, Func<long, int> pair, Func<long, int> timestep, int total)
    {
        var pairs = items.Select(pair).ToArray();
        var flips = items.Select(item => _settings.RandomFlip && part.Length == 0 && Draw("flip", item).Next(2) == 1).ToArray();
        using var scope = NewDisposeScope();
        var latents = _cache.Latents(pairs, flips, Normal($"{part}posterior", items, _cache.LatentShape));
        var noise = Normal($"{part}noise", items, _cache.LatentShape);
        if (_settings.NoiseOffset > 0)
        {
            noise.PlusInPlace(Normal($"{part}offset", items, [_cache.LatentShape[0], 1, 1]).Times(_settings.NoiseOffset));
        }

        return new(
            latents.MoveToOuterDisposeScope(),
            noise.MoveToOuterDisposeScope(),
            [.. items.Select(timestep)],
            _cache.Conditioning(pairs).MoveToOuterDisposeScope(),
            items.Length / (double)total);
    }

    private Draws Draw(string what, long item) => new(_seed, $"{_stream}/{what}", item);

    /// <returns>[B, ...], on the cache's device.</returns>
    private Tensor Normal(string what, long[] items, long[] shape)
    {
        using var scope = NewDisposeScope();
        return stack(items.Select(item => Noise.Normal(_seed, $"{_stream}/{what}", item, shape))).to(_cache.Device).MoveToOuterDisposeScope();
    }
}
