namespace Selma.Core.Samples;

/// <summary>A prompt of a benchmark.</summary>
/// <param name="Id">The item's id in the benchmark, part of its images' file names.</param>
/// <param name="Text">What to draw.</param>
public sealed record SamplePrompt(string Id, string Text);
