namespace Selma.Core.Scores;

/// <summary>How much scores move with the generation seed alone: sample standard deviations over the images of each prompt.</summary>
/// <param name="DsgMicro">Of <c>dsg_micro</c> of the first images, of the second images, and so on.</param>
/// <param name="DsgMacro">Of <c>dsg_macro</c>, likewise.</param>
/// <remarks>A difference between arms counts only if it exceeds this and its bootstrap interval excludes 0.</remarks>
public sealed record SeedNoise(double DsgMicro, double DsgMacro);
