namespace Selma.Core.Artifacts;

/// <summary>How far a stage is.</summary>
/// <param name="Done">Items finished, those of an earlier, stopped run included.</param>
/// <param name="Total">Items in all.</param>
/// <param name="Unit">What is counted, in the plural: <c>prompts</c>, <c>images</c>, <c>steps</c>.</param>
/// <param name="Loss">The running training loss, where there is one.</param>
public readonly record struct StageProgress(int Done, int Total, string Unit, double? Loss = null);
