namespace Selma.Core.Prompts;

/// <summary>What one expert learns.</summary>
/// <param name="Name">The skill file's name: <c>countbench</c>.</param>
/// <param name="Description">For people and for the language model: <c>exact numbers of things</c>.</param>
/// <param name="Instruction">A further rule for the language model, a sentence; empty for none.</param>
/// <param name="SeedPrompts">Hand-written prompts that start the pool; three or more.</param>
/// <param name="MaxWords">The word limit told to the language model; null for <see cref="UsualMaxWords"/>. Twice as many are accepted.</param>
public sealed record Skill(string Name, string Description, string Instruction, IReadOnlyList<string> SeedPrompts, int? MaxWords = null)
{
    /// <summary>The official script's limit for short skills; its long ones have 50.</summary>
    public const int UsualMaxWords = 30;

    /// <summary>The word limit in force.</summary>
    internal int WordLimit => MaxWords ?? UsualMaxWords;
}
