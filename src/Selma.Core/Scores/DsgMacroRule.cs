using System.Globalization;

namespace Selma.Core.Scores;

/// <summary>The official rule for an item, the first half of <c>dsg_macro</c>: a question counts only if its parents are answered with yes.</summary>
/// <remarks>
/// Parents' own parents are not looked at. Where any parent of an item is no number, the item's graph is dropped. Questions without an answer
/// are left out, and an item without any answer has 0. The second half is the mean over items.
/// Source: j-min/DSG, <c>dsg/vqa_utils.py calc_vqa_score</c>.
/// </remarks>
public static class DsgMacroRule
{
    /// <summary>The score's name.</summary>
    public const string Name = "dsg_macro";

    /// <summary>Scores an item.</summary>
    /// <param name="item">The item.</param>
    /// <param name="answers">An answer for each question; only <c>yes</c> counts, null is a missing one.</param>
    /// <param name="dependencies">False leaves the graph out: the share of questions answered with yes.</param>
    /// <returns>0..1</returns>
    public static double Score(DsgItem item, IReadOnlyList<string?> answers, bool dependencies = true)
    {
        var answered = answers.Count(answer => answer is not null);
        return answered == 0 ? 0 : Counted(item, answers, dependencies).Count(counts => counts) / (double)answered;
    }

    /// <summary>Whether each question counts as yes.</summary>
    /// <param name="item">The item.</param>
    /// <param name="answers">As for <see cref="Score"/>.</param>
    /// <param name="dependencies">As for <see cref="Score"/>.</param>
    public static bool[] Counted(DsgItem item, IReadOnlyList<string?> answers, bool dependencies = true)
    {
        ArgumentNullException.ThrowIfNull(item);
        ArgumentOutOfRangeException.ThrowIfNotEqual(answers.Count, item.Questions.Count);
        bool[] counted = [.. answers.Select(answer => answer == "yes")];
        if (!dependencies || Graph(item) is not { } graph)
        {
            return counted;
        }

        var wrong = item.Questions.Zip(answers).Where(pair => pair.Second is not (null or "yes")).Select(pair => pair.First.Id).ToHashSet();
        return [.. counted.Zip(graph, (counts, parents) => counts && !parents.Exists(wrong.Contains))];
    }

    /// <summary>The parents of each question; null where one of them is no number.</summary>
    private static List<List<int>>? Graph(DsgItem item)
    {
        var graph = new List<List<int>>();
        foreach (var question in item.Questions)
        {
            var parents = new List<int>();
            foreach (var parent in question.Parents)
            {
                if (!int.TryParse(parent.Trim(), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var id))
                {
                    return null;
                }

                parents.Add(id);
            }

            graph.Add(parents);
        }

        return graph;
    }
}
