using Selma.Core.Numerics;
using static TorchSharp.torch;

namespace Selma.Core.Training;

/// <summary>Adds tensors in the order of their numbers, in whatever order they come.</summary>
internal sealed class OrderedSum(int count) : IDisposable
{
    private readonly Tensor?[] _waiting = new Tensor?[count];
    private readonly Lock _lock = new();
    private Tensor? _total;
    private int _next;

    /// <summary>Takes a tensor over.</summary>
    public void Add(int index, Tensor tensor)
    {
        lock (_lock)
        {
            _waiting[index] = tensor;
            while (_next < _waiting.Length && _waiting[_next] is { } next)
            {
                _waiting[_next++] = null;
                Fold(next);
            }
        }
    }

    /// <summary>Hands the finished sum over.</summary>
    public Tensor Take()
    {
        var total = _total ?? throw new InvalidOperationException("Nothing was added.");
        _total = null;
        return total;
    }

    public void Dispose()
    {
        _total?.Dispose();
        foreach (var tensor in _waiting)
        {
            tensor?.Dispose();
        }
    }

    private void Fold(Tensor tensor)
    {
        if (_total is null)
        {
            _total = tensor;
            return;
        }

        using (tensor)
        {
            _ = _total.PlusInPlace(tensor);
        }
    }
}
