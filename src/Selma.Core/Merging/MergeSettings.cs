namespace Selma.Core.Merging;

/// <summary>How experts become one adapter.</summary>
public sealed record MergeSettings
{
    /// <summary>One of <see cref="MergeMethods.Names"/>: <c>paper</c>, <c>released</c>, <c>uniform</c>.</summary>
    public string Method { get; init; } = "paper";

    /// <summary>A weight for each expert, in the experts' order; null: 1 / number of experts. They need not add up to 1.</summary>
    public IReadOnlyList<double>? Weights { get; init; }

    /// <summary>
    /// Letters of the model's id, <c>stabilityai/stable-diffusion-2</c> for instance. Only <c>released</c> reads it: the released code
    /// weights each expert by 1 / len(model id), the length of a string where the number of experts was meant.
    /// </summary>
    public int ModelIdLength { get; init; }
}
