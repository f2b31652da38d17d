namespace Selma.Tasks;

/// <summary>Stage 5: an arm's images of the benchmark.</summary>
public sealed class DrawSamples() : StageTask("samples");
