using static TorchSharp.torch;

namespace Selma.Core.Training;

/// <summary>What a batch says about the parameters.</summary>
/// <param name="Gradient">Sum of the micro-batches' gradients, [N]; the caller disposes it.</param>
/// <param name="Losses">The micro-batches' losses, in order.</param>
public sealed record BatchGradient(Tensor Gradient, IReadOnlyList<double> Losses) : IDisposable
{
    /// <summary>The batch's loss.</summary>
    public double Loss => Losses.Sum();

    /// <inheritdoc/>
    public void Dispose() => Gradient.Dispose();
}
