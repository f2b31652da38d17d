namespace Selma.Core.Experts;

/// <summary>The loss at a step of a training.</summary>
/// <param name="Step">Updates done.</param>
/// <param name="Loss">The loss.</param>
internal sealed record StepLoss(int Step, double Loss);
