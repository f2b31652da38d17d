namespace Selma.Benchmarks;

/// <summary>The baseline: rouge_score's algorithm in plain C#, a table per pair and words compared as strings.</summary>
internal static class PlainRouge
{
    public static double Similarity(string[] target, string[] prediction)
    {
        var table = new int[target.Length + 1, prediction.Length + 1];
        for (var i = 1; i <= target.Length; i++)
        {
            for (var j = 1; j <= prediction.Length; j++)
            {
                table[i, j] = target[i - 1] == prediction[j - 1]
                    ? table[i - 1, j - 1] + 1
                    : Math.Max(table[i - 1, j], table[i, j - 1]);
            }
        }

        var common = table[target.Length, prediction.Length];
        var precision = common / (double)prediction.Length;
        var recall = common / (double)target.Length;
        return common == 0 ? 0 : 2 * precision * recall / (precision + recall);
    }
}
