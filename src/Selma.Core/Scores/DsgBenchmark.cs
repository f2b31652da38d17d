namespace Selma.Core.Scores;

/// <summary>A set of evaluation prompts with their questions.</summary>
/// <param name="Items">In the order of the file; no id twice.</param>
/// <remarks>Source: Cho et al. 2024 (DSG).</remarks>
public sealed record DsgBenchmark(IReadOnlyList<DsgItem> Items)
{
    /// <summary>Questions of all items.</summary>
    public int Questions => Items.Sum(item => item.Questions.Count);
}
