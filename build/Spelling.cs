namespace Selma.Build;

/// <summary>Finds the word that was probably meant.</summary>
internal static class Spelling
{
    /// <summary>The valid word nearest to what was typed, case apart.</summary>
    public static string Nearest(string typed, IEnumerable<string> valid) =>
        valid.MinBy(word => Distance(typed.ToLowerInvariant(), word.ToLowerInvariant())) ?? typed;

    /// <summary>Letters to insert, remove or replace to turn one word into the other (Levenshtein).</summary>
    public static int Distance(string a, string b)
    {
        var row = Enumerable.Range(0, b.Length + 1).ToArray();
        for (var i = 1; i <= a.Length; i++)
        {
            var diagonal = row[0];
            row[0] = i;
            for (var j = 1; j <= b.Length; j++)
            {
                var replaced = diagonal + (a[i - 1] == b[j - 1] ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.Min(replaced, Math.Min(row[j], row[j - 1]) + 1);
            }
        }

        return row[b.Length];
    }
}
