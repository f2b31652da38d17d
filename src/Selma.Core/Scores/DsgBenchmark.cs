using System.Globalization;
using Selma.Core.World;

namespace Selma.Core.Scores;

/// <summary>A set of evaluation prompts with their questions.</summary>
/// <param name="Items">In the order of the file; no id twice.</param>
/// <remarks>Source: Cho et al. 2024 (DSG).</remarks>
public sealed record DsgBenchmark(IReadOnlyList<DsgItem> Items)
{
    /// <summary>Questions of all items.</summary>
    public int Questions => Items.Sum(item => item.Questions.Count);

    /// <summary>Held-out prompts of the world as a benchmark; their styles become its sources.</summary>
    public static DsgBenchmark Of(IReadOnlyList<BenchmarkPrompt> prompts) => new(
        [.. prompts.Select(prompt => new DsgItem(prompt.Id, DsgFile.Source(prompt.Id), prompt.Prompt, [.. prompt.Questions.Select(Question)]))]);

    private static DsgQuestion Question(Question question)
    {
        var tuple = DsgTuple.Parse(question.Tuple);
        string[] parents = question.Parents.Count == 0 ? ["0"] : [.. question.Parents.Select(parent => parent.ToString(CultureInfo.InvariantCulture))];
        return new(question.Id, parents, tuple.Broad, tuple.Detailed, question.Tuple, question.Text);
    }
}
