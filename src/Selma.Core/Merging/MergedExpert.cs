namespace Selma.Core.Merging;

/// <summary>One expert of a merge.</summary>
/// <param name="Skill">Its skill.</param>
/// <param name="Weight">Its weight.</param>
/// <param name="Rank">Its rank.</param>
/// <param name="Scale">alpha / rank.</param>
/// <param name="Norm">Norm of its update over all layers.</param>
internal sealed record MergedExpert(string Skill, double Weight, long Rank, double Scale, double Norm);
