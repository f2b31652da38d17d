using static TorchSharp.torch;

namespace Selma.Benchmarks;

/// <summary>Products of square matrices: the ceiling that networks are held against, measured beside them.</summary>
/// <param name="dtype">Type of the matrices.</param>
internal sealed class MatrixProduct(ScalarType dtype)
{
    private const int Side = 1024;
    private const int Repeats = 150;
    private readonly Tensor _left = randn(Side, Side).to(dtype).DetachFromDisposeScope();
    private readonly Tensor _right = randn(Side, Side).to(dtype).DetachFromDisposeScope();

    /// <summary>Operations of a run.</summary>
    public double Operations { get; } = 2.0 * Side * Side * Side * Repeats;

    public void Run()
    {
        for (var i = 0; i < Repeats; i++)
        {
            _left.matmul(_right).Dispose();
        }
    }
}
