using Selma.Core.Numerics;
using static TorchSharp.torch;

namespace Selma.Core.Training;

/// <summary>An exponential moving average of parameters, often better than the last values.</summary>
/// <remarks>Source: diffusers <c>EMAModel</c>; the first step has decay 0.</remarks>
public sealed class MovingAverage : IDisposable
{
    private readonly FlatParameters _parameters;
    private readonly MovingAverageSettings _settings;

    /// <summary>Starts from the parameters as they are.</summary>
    public MovingAverage(FlatParameters parameters, MovingAverageSettings settings)
    {
        ArgumentNullException.ThrowIfNull(parameters);
        (_parameters, _settings) = (parameters, settings);
        Values = parameters.Values.clone().DetachFromDisposeScope();
    }

    /// <summary>The average, [N].</summary>
    public Tensor Values { get; }

    /// <summary>Steps done.</summary>
    public long Steps { get; set; }

    /// <summary>Takes the parameters' present values in.</summary>
    public void Update()
    {
        using var scope = NewDisposeScope();
        using var frozen = no_grad();
        Steps++;
        _ = Values.TowardsInPlace(_parameters.Values, 1 - _settings.Decay(Steps));
    }

    /// <summary>Exchanges the average with the parameters: call it to use the average, and again to go on training.</summary>
    public void Swap()
    {
        using var scope = NewDisposeScope();
        using var frozen = no_grad();
        var held = Values.clone();
        _ = Values.copy_(_parameters.Values);
        _ = _parameters.Values.copy_(held);
    }

    /// <inheritdoc/>
    public void Dispose() => Values.Dispose();
}
