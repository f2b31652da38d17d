namespace Selma.Tasks;

/// <summary>Stage 7: the report.</summary>
public sealed class WriteReport() : StageTask("report");
