namespace Selma.Core.Experiments;

/// <summary>Finds the word that was probably meant.</summary>
internal static class Spelling
{
    /// <summary>The valid word nearest to what was written; among equally near ones the first.</summary>
    public static string? Nearest(string written, IEnumerable<string> valid) =>
        valid.MinBy(word => Distance(written.ToLowerInvariant(), word.ToLowerInvariant()));

    /// <summary>"Did you mean …?", or nothing where there is nothing to mean.</summary>
    public static string Suggest(string written, IEnumerable<string> valid, string prefix = "") =>
        Nearest(written, valid) is { } word ? $" Did you mean '{prefix}{word}'?" : "";

    /// <summary>Letters to insert, remove, replace or swap with their neighbour to turn one word into the other.</summary>
    /// <remarks>Optimal string alignment: Damerau's edit distance in which no part is edited twice.</remarks>
    public static int Distance(string a, string b)
    {
        var rows = new int[3][] { new int[b.Length + 1], [.. Enumerable.Range(0, b.Length + 1)], new int[b.Length + 1] };
        for (var i = 1; i <= a.Length; i++)
        {
            var (earlier, above, row) = (rows[0], rows[1], rows[2]);
            row[0] = i;
            for (var j = 1; j <= b.Length; j++)
            {
                var replaced = above[j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1);
                row[j] = Math.Min(replaced, Math.Min(above[j], row[j - 1]) + 1);
                if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
                {
                    row[j] = Math.Min(row[j], earlier[j - 2] + 1);
                }
            }

            rows = [above, row, earlier];
        }

        return rows[1][b.Length];
    }
}
