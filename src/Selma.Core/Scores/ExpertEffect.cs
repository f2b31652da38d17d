namespace Selma.Core.Scores;

/// <summary>What an expert does to its own skill and to the others.</summary>
/// <param name="Skill">Its skill.</param>
/// <param name="Gain">Its score on its own skill less the base's.</param>
/// <param name="Transfer">Its score less the base's by skill; null at its own.</param>
/// <param name="Interference">The mean of the negative parts of <paramref name="Transfer"/>, 0 or below; null where there is no other skill.</param>
public sealed record ExpertEffect(string Skill, double Gain, IReadOnlyList<double?> Transfer, double? Interference);
