using System.Globalization;

namespace Selma.Core.Models.Text;

/// <summary>Unicode's normal form C: a letter and its accents as one character wherever there is one.</summary>
/// <remarks>
/// The runtime's own normalisation returns its input where globalization is invariant, so that a prompt's tokens would depend on the
/// process that reads it. Source: Unicode Standard Annex 15, and chapter 3.12 for Hangul.
/// </remarks>
internal static class CanonicalComposition
{
    private const char FirstCombining = '\u0300'; // below it every text is in normal form C
    private const int HangulFirst = 0xAC00;
    private const int LeadFirst = 0x1100;
    private const int VowelFirst = 0x1161;
    private const int TailFirst = 0x11A7; // one before the first: tail 0 means none
    private const int Leads = 19;
    private const int Vowels = 21;
    private const int Tails = 28;
    private static readonly Dictionary<int, int[]> Decompositions = [];
    private static readonly Dictionary<(int First, int Second), int> Compositions = [];
    private static readonly Dictionary<int, int> Classes = [];

    static CanonicalComposition()
    {
        var name = $"{typeof(CanonicalComposition).Namespace}.CanonicalCharacters.txt";
        using var reader = new StreamReader(typeof(CanonicalComposition).Assembly.GetManifestResourceStream(name)!);
        while (reader.ReadLine() is { } line)
        {
            if (!line.StartsWith('#'))
            {
                Add(line);
            }
        }
    }

    /// <summary>The text in normal form C.</summary>
    public static string Compose(string text)
    {
        if (text.All(c => c < FirstCombining))
        {
            return text;
        }

        List<int> points = [];
        foreach (var rune in text.EnumerateRunes())
        {
            Decompose(rune.Value, points);
        }

        Order(points);
        return string.Concat(Join(points).Select(char.ConvertFromUtf32));
    }

    private static void Add(string line)
    {
        if (line.Split("..") is [var from, var rest])
        {
            var parts = rest.Split('=');
            for (var point = Hex(from); point <= Hex(parts[0]); point++)
            {
                Classes[point] = int.Parse(parts[1], CultureInfo.InvariantCulture);
            }

            return;
        }

        int[] points = [.. line.Split(' ', '-').Select(Hex)];
        Decompositions[points[0]] = points[1..];
        if (!line.Contains('-', StringComparison.Ordinal))
        {
            Compositions[(points[1], points[2])] = points[0];
        }
    }

    private static int Hex(string text) => int.Parse(text, NumberStyles.HexNumber, CultureInfo.InvariantCulture);

    private static void Decompose(int point, List<int> into)
    {
        if (Decompositions.TryGetValue(point, out var parts))
        {
            foreach (var part in parts)
            {
                Decompose(part, into);
            }
        }
        else if (point - HangulFirst is >= 0 and < Leads * Vowels * Tails and var syllable)
        {
            into.Add(LeadFirst + (syllable / (Vowels * Tails)));
            into.Add(VowelFirst + (syllable / Tails % Vowels));
            into.AddRange(syllable % Tails == 0 ? [] : [TailFirst + (syllable % Tails)]);
        }
        else
        {
            into.Add(point);
        }
    }

    /// <summary>Sorts every run of combining marks by class, equal classes as they stood.</summary>
    private static void Order(List<int> points)
    {
        for (var i = 1; i < points.Count; i++)
        {
            for (var j = i; j > 0 && Class(points[j]) != 0 && Class(points[j - 1]) > Class(points[j]); j--)
            {
                (points[j - 1], points[j]) = (points[j], points[j - 1]);
            }
        }
    }

    /// <summary>Joins each mark with the last starter, unless a mark of the same or a higher class, or a starter, stands between.</summary>
    private static List<int> Join(List<int> points)
    {
        List<int> joined = [];
        var starter = -1;
        var between = -1; // class of what stands after the starter; -1: nothing
        foreach (var point in points)
        {
            var order = Class(point);
            if (starter >= 0 && between < order && Pair(joined[starter], point) is { } composed)
            {
                joined[starter] = composed;
                continue;
            }

            (starter, between) = order == 0 ? (joined.Count, -1) : (starter, order);
            joined.Add(point);
        }

        return joined;
    }

    private static int? Pair(int first, int second)
    {
        if (first - LeadFirst is >= 0 and < Leads and var lead && second - VowelFirst is >= 0 and < Vowels and var vowel)
        {
            return HangulFirst + (((lead * Vowels) + vowel) * Tails);
        }

        if (first - HangulFirst is >= 0 and < Leads * Vowels * Tails and var syllable && syllable % Tails == 0
            && second - TailFirst is > 0 and < Tails and var tail)
        {
            return first + tail;
        }

        return Compositions.TryGetValue((first, second), out var composed) ? composed : null;
    }

    private static int Class(int point) => Classes.GetValueOrDefault(point);
}
