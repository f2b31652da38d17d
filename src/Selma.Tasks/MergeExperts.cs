namespace Selma.Tasks;

/// <summary>Stage 4: the experts merged into one.</summary>
public sealed class MergeExperts() : StageTask("merge");
