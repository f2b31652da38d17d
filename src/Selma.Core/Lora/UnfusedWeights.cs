using static TorchSharp.torch;

namespace Selma.Core.Lora;

/// <summary>Copies of weights, put back when disposed.</summary>
internal sealed class UnfusedWeights : IDisposable
{
    private readonly List<(Tensor Weight, Tensor Copy)> _weights;

    /// <summary>Copies the weights.</summary>
    public UnfusedWeights(IEnumerable<Tensor> weights) =>
        _weights = [.. weights.Select(weight => (weight, weight.detach().clone().DetachFromDisposeScope()))];

    /// <inheritdoc/>
    public void Dispose()
    {
        using var frozen = no_grad();
        foreach (var (weight, copy) in _weights)
        {
            _ = weight.copy_(copy);
            copy.Dispose();
        }

        _weights.Clear();
    }
}
