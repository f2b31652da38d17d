namespace Selma.Core;

/// <summary>Where something was found wrong.</summary>
/// <param name="File">Path of the file.</param>
/// <param name="Line">Line from 1; 0 when the whole file is meant.</param>
/// <param name="Column">Column from 1; 0 when the whole line is meant.</param>
public sealed record Place(string File, int Line = 0, int Column = 0);
