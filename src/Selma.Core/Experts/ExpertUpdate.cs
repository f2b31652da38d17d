namespace Selma.Core.Experts;

/// <summary>What one update was.</summary>
/// <param name="Loss">The sum of the micro-batches' shares.</param>
/// <param name="GradientNorm">Before clipping.</param>
/// <param name="LearningRate">The rate of the update.</param>
internal sealed record ExpertUpdate(double Loss, double GradientNorm, double LearningRate);
