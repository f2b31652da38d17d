using System.Collections.Concurrent;
using Selma.Core.Numerics;

namespace Selma.Core.Experts;

/// <summary>Which pair is trained on when: every pair once in an epoch, in an order of its own, epoch upon epoch without a seam.</summary>
/// <remarks>So every update has its full batch; the released scripts shorten the last one of each epoch (training.md 4.4).</remarks>
/// <param name="seed">The experiment's seed.</param>
/// <param name="stream">Names the draws.</param>
/// <param name="count">Number of pairs.</param>
internal sealed class TrainingOrder(ulong seed, string stream, int count)
{
    private readonly ConcurrentDictionary<long, int[]> _epochs = new();

    /// <summary>The pair of an item.</summary>
    /// <param name="item">Counted over all updates, from 0.</param>
    public int this[long item] => _epochs.GetOrAdd(item / count, epoch => new Draws(seed, stream, epoch).ChooseDistinct(count, count))[item % count];
}
