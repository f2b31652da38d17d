namespace Selma.Core.Merging;

/// <summary>Where an expert lies.</summary>
/// <param name="Skill">Its skill, for records and errors.</param>
/// <param name="Folder">The folder that stage 3 made for it.</param>
public sealed record ExpertFolder(string Skill, string Folder);
