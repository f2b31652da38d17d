namespace Selma.Core.Pipeline;

/// <summary>About how much memory a stage needs at most.</summary>
/// <param name="Bytes">How much.</param>
/// <param name="IsOnGpu">Whether it is that of a graphics card.</param>
/// <param name="Remedies">The settings that lower it.</param>
public sealed record MemoryForecast(long Bytes, bool IsOnGpu, IReadOnlyList<string> Remedies);
