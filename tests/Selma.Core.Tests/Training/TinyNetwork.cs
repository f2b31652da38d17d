using Selma.Core.Numerics;
using Selma.Core.Training;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Selma.Core.Tests.Training;

/// <summary>A network of two layers, its parameters in one flat tensor, and a loss on drawn items.</summary>
internal sealed class TinyNetwork : IDisposable
{
    private readonly Linear _first = nn.Linear(6, 33);
    private readonly Linear _second = nn.Linear(33, 4);

    public TinyNetwork()
    {
        Parameters = new([.. new[] { _first, _second }.SelectMany((layer, i) => layer.named_parameters().Select(p => ($"{i}.{p.name}", p.parameter)))]);
        using var frozen = no_grad();
        using var start = Noise.Normal(1, "start", 0, Parameters.Values.shape);
        _ = Parameters.Values.copy_(start);
    }

    public FlatParameters Parameters { get; }

    /// <summary>The loss of 8 items as the given share of its batch's loss.</summary>
    public Tensor Loss(long item, double share)
    {
        using var scope = NewDisposeScope();
        var x = Noise.Normal(2, "x", item, 8, 6);
        var difference = _second.forward(nn.functional.silu(_first.forward(x))).Minus(x[TensorIndex.Colon, ..4]);
        return (difference.square().mean() * share).MoveToOuterDisposeScope();
    }

    public void Dispose()
    {
        Parameters.Dispose();
        _first.Dispose();
        _second.Dispose();
    }
}
