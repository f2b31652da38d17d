using Selma.Core.Numerics;
using static TorchSharp.torch;

namespace Selma.Core.Training;

/// <summary>AdamW over one flat tensor of parameters.</summary>
/// <remarks>Source: Loshchilov and Hutter 2019; operations in the order of torch's <c>_single_tensor_adamw</c>.</remarks>
public sealed class FlatAdamW : IDisposable
{
    private readonly FlatParameters _parameters;
    private readonly AdamWSettings _settings;

    /// <summary>Starts with zero moments.</summary>
    public FlatAdamW(FlatParameters parameters, AdamWSettings settings)
    {
        ArgumentNullException.ThrowIfNull(parameters);
        (_parameters, _settings) = (parameters, settings);
        Mean = zeros_like(parameters.Values).DetachFromDisposeScope();
        Square = zeros_like(parameters.Values).DetachFromDisposeScope();
    }

    /// <summary>Running mean of gradients, torch's <c>exp_avg</c>, [N].</summary>
    public Tensor Mean { get; }

    /// <summary>Running mean of squared gradients, torch's <c>exp_avg_sq</c>, [N].</summary>
    public Tensor Square { get; }

    /// <summary>Updates done.</summary>
    public long Updates { get; set; }

    /// <summary>Updates the parameters.</summary>
    /// <param name="gradient">[N]</param>
    /// <param name="learningRate">Rate of this update; 0 changes no parameter.</param>
    public void Update(Tensor gradient, double learningRate)
    {
        using var scope = NewDisposeScope();
        using var frozen = no_grad();
        Updates++;
        var meanCorrection = 1 - Math.Pow(_settings.Beta1, Updates);
        var squareCorrection = Math.Sqrt(1 - Math.Pow(_settings.Beta2, Updates));
        _ = _parameters.Values.TimesInPlace(1 - (learningRate * _settings.WeightDecay));
        _ = Mean.TowardsInPlace(gradient, 1 - _settings.Beta1);
        _ = Square.TimesInPlace(_settings.Beta2).PlusProductInPlace(gradient, gradient, 1 - _settings.Beta2);
        var root = Square.sqrt().OverInPlace(squareCorrection).PlusInPlace(_settings.Epsilon);
        _ = _parameters.Values.PlusQuotientInPlace(Mean, root, -learningRate / meanCorrection);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Mean.Dispose();
        Square.Dispose();
    }
}
