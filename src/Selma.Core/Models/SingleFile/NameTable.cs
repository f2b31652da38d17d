namespace Selma.Core.Models.SingleFile;

/// <summary>Renames tensors by two lists of words: how a name may begin, and what may stand within the rest.</summary>
/// <param name="beginnings">Original beginning -> diffusers' beginning; the longest that fits is taken.</param>
/// <param name="insides">Words within what follows, each replaced by another. Where several fit, the first is taken.</param>
internal sealed class NameTable(IReadOnlyDictionary<string, string> beginnings, IReadOnlyList<(string From, string To)> insides)
{
    private readonly KeyValuePair<string, string>[] _beginnings = [.. beginnings.OrderByDescending(entry => entry.Key.Length)];

    /// <summary>Diffusers' name for an original one. A name that is on no list stays as it is, so that whoever loads it can tell.</summary>
    public string Translate(string name)
    {
        var (from, to) = _beginnings.FirstOrDefault(entry => name.StartsWith(entry.Key, StringComparison.Ordinal));
        var rest = from is null ? name : name[from.Length..];
        var inside = insides.FirstOrDefault(entry => rest.Contains(entry.From, StringComparison.Ordinal));
        return to + (inside.From is null ? rest : rest.Replace(inside.From, inside.To, StringComparison.Ordinal));
    }
}
