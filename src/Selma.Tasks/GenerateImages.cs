namespace Selma.Tasks;

/// <summary>Stage 2: a skill's images.</summary>
public sealed class GenerateImages() : StageTask("images");
