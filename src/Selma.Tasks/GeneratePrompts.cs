namespace Selma.Tasks;

/// <summary>Stage 1: a skill's prompts.</summary>
public sealed class GeneratePrompts() : StageTask("prompts");
