namespace Selma.Core.Experiments;

/// <summary>The prompts that arms are scored on.</summary>
/// <param name="Name">The folder in <c>5-samples/&lt;arm&gt;</c>: <c>shapes</c>, <c>shapes-development</c>, or a file's name without its end.</param>
/// <param name="File">A CSV in DSG's format; null for the prompts of the embedded world.</param>
/// <param name="Seed">The seed of the embedded world's prompts.</param>
public sealed record BenchmarkChoice(string Name, string? File, ulong Seed);
