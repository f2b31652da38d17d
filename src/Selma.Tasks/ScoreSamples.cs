namespace Selma.Tasks;

/// <summary>Stage 6: an arm's scores.</summary>
public sealed class ScoreSamples() : StageTask("scores");
