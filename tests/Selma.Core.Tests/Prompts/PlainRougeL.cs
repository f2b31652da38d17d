using Selma.Core.Prompts;

namespace Selma.Core.Tests.Prompts;

/// <summary>ROUGE-L by the textbook's table: what the fast one is compared with.</summary>
internal static class PlainRougeL
{
    public static RougeScore Score(IReadOnlyList<string> target, IReadOnlyList<string> prediction)
    {
        var table = new int[target.Count + 1, prediction.Count + 1];
        for (var i = 1; i <= target.Count; i++)
        {
            for (var j = 1; j <= prediction.Count; j++)
            {
                table[i, j] = target[i - 1] == prediction[j - 1]
                    ? table[i - 1, j - 1] + 1
                    : Math.Max(table[i - 1, j], table[i, j - 1]);
            }
        }

        var common = table[target.Count, prediction.Count];
        if (common == 0)
        {
            return default;
        }

        var precision = common / (double)prediction.Count;
        var recall = common / (double)target.Count;
        return new(precision, recall, 2 * precision * recall / (precision + recall));
    }

    /// <summary>The first maximum over all texts.</summary>
    public static RougeNeighbour Nearest(IReadOnlyList<string> texts, string text)
    {
        var nearest = new RougeNeighbour(-1, -1);
        for (var i = 0; i < texts.Count; i++)
        {
            var similarity = Score(RougeL.Words(texts[i]), RougeL.Words(text)).FMeasure;
            nearest = similarity > nearest.Similarity ? new(i, similarity) : nearest;
        }

        return nearest;
    }
}
