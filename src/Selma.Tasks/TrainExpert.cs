namespace Selma.Tasks;

/// <summary>Stage 3: a skill's expert.</summary>
public sealed class TrainExpert() : StageTask("expert");
