namespace Selma.Core.Pipeline;

/// <summary>A field that differs between two key documents.</summary>
/// <param name="Part">The part of the document: <c>config</c>, <c>inputs</c>, <c>upstream</c>, <c>models</c>, <c>numerics</c>; empty for the document's own.</param>
/// <param name="Name">The field: <c>learning_rate</c>, <c>adam.beta1</c>.</param>
/// <param name="Before">Its older value; <see cref="KeyDifference.Absent"/> where there was none.</param>
/// <param name="After">Its newer value; likewise.</param>
internal sealed record KeyChange(string Part, string Name, object? Before, object? After);
