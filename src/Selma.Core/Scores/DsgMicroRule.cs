using System.Globalization;

namespace Selma.Core.Scores;

/// <summary>SELMA's rule for the questions of an item, the first half of <c>dsg_micro</c>: zeros cascade down the graph.</summary>
/// <remarks>
/// Questions are met in the order of the file, and a question whose parent has 0 by then gets 0 itself. Parents are compared as text, without
/// trimming: what is no id of the item is passed over. The second half is the mean over all questions of all items.
/// Source: jialuli-luka/SELMA, <c>DSG/evaluation.py</c>.
/// </remarks>
public static class DsgMicroRule
{
    /// <summary>The score's name.</summary>
    public const string Name = "dsg_micro";

    /// <summary>Scores an item's questions.</summary>
    /// <param name="item">The item.</param>
    /// <param name="answers">An answer for each question; only <c>yes</c> counts, null is a missing one.</param>
    /// <returns>1 or 0 for each question.</returns>
    public static int[] Score(DsgItem item, IReadOnlyList<string?> answers)
    {
        ArgumentNullException.ThrowIfNull(item);
        ArgumentOutOfRangeException.ThrowIfNotEqual(answers.Count, item.Questions.Count);
        int[] scores = [.. answers.Select(answer => answer == "yes" ? 1 : 0)];
        for (var i = 0; i < scores.Length; i++)
        {
            if (item.Questions[i].Parents.Any(parent => Find(item, parent) is >= 0 and var at && scores[at] == 0))
            {
                scores[i] = 0;
            }
        }

        return scores;
    }

    /// <summary>The ids of the item's questions that a question builds on, as this rule reads them.</summary>
    internal static IReadOnlyList<int> Parents(DsgItem item, DsgQuestion question) =>
        [.. question.Parents.Select(parent => Find(item, parent)).Where(at => at >= 0).Select(at => item.Questions[at].Id)];

    /// <summary>The place of a question, or -1: for 0, which stands for none, and for what is not written as an id is.</summary>
    private static int Find(DsgItem item, string parent)
    {
        var isId = !parent.StartsWith('0') & int.TryParse(parent, NumberStyles.None, CultureInfo.InvariantCulture, out var id);
        for (var i = 0; isId && i < item.Questions.Count; i++)
        {
            if (item.Questions[i].Id == id)
            {
                return i;
            }
        }

        return -1;
    }
}
