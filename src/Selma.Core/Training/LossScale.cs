using static TorchSharp.torch;

namespace Selma.Core.Training;

/// <summary>A factor on a float16 network's loss that keeps small gradients from vanishing; it is taken out of the sum of gradients again.</summary>
/// <remarks>
/// Source: Micikevicius et al. 2018, section 3.2; start, growth and patience of <c>torch.amp.GradScaler</c>. Unlike there no update is
/// skipped: a batch whose gradient overflows is computed again with half the factor, so that every batch counts and results do not depend
/// on when a run was stopped.
/// </remarks>
internal sealed class LossScale : IDisposable
{
    private const double Start = 65536;
    private const double Growth = 2;
    private const int Patience = 2000; // updates before the factor grows

    /// <param name="isNeeded">Whether the network computes in float16; otherwise the factor stays 1.</param>
    public LossScale(bool isNeeded)
    {
        IsNeeded = isNeeded;
        State = tensor([isNeeded ? Start : 1, 0]).DetachFromDisposeScope();
    }

    /// <summary>Whether there is a factor at all.</summary>
    public bool IsNeeded { get; }

    /// <summary>What a checkpoint must keep: the factor, and updates since it last changed, [2], float64.</summary>
    public Tensor State { get; }

    /// <summary>The factor, a power of two.</summary>
    public double Factor => State.data<double>()[0];

    /// <summary>Halves the factor after an overflow.</summary>
    /// <returns>False where it is 1 already: then the gradient itself is no number.</returns>
    public bool Shrink()
    {
        var values = State.data<double>();
        if (values[0] <= 1)
        {
            return false;
        }

        (values[0], values[1]) = (values[0] / Growth, 0);
        return true;
    }

    /// <summary>Counts an update, and doubles the factor after many.</summary>
    public void CountUpdate()
    {
        var values = State.data<double>();
        values[1] += 1;
        if (IsNeeded && values[1] >= Patience)
        {
            (values[0], values[1]) = (values[0] * Growth, 0);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => State.Dispose();
}
