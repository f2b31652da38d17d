namespace Selma.Core.Reports;

/// <summary>A row of one of the paper's tables: DSG in percent, on DSG-1k.</summary>
/// <param name="Model">The paper's base model.</param>
/// <param name="Base">The base's score.</param>
/// <param name="Selma">The score with the merged experts.</param>
internal sealed record PaperScore(string Model, double Base, double Selma);
