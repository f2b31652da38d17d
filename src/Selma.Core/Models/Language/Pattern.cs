using System.Text.RegularExpressions;

namespace Selma.Core.Models.Language;

/// <summary>How an example is put together.</summary>
/// <param name="Clauses">Its clauses in order.</param>
/// <param name="End">The stop at its end, or nothing.</param>
internal sealed partial record Pattern(IReadOnlyList<Clause> Clauses, string End)
{
    /// <summary>Induces the pattern of an example.</summary>
    public static Pattern Of(string example)
    {
        var clauses = new List<Clause>();
        var join = "";
        foreach (Match part in Part().Matches(example))
        {
            var pieces = PieceReader.Read(part.Groups["words"].Value.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
            foreach (var (own, lead) in Split(pieces))
            {
                clauses.Add(new(lead ?? join, own, clauses.Count));
            }

            join = part.Groups["stop"].Value + " ";
        }

        return new(clauses, join.TrimEnd());
    }

    /// <summary>Parts the background phrase from the things before it, so that each can come without the other.</summary>
    private static IEnumerable<(IReadOnlyList<Piece> Pieces, string? Lead)> Split(IReadOnlyList<Piece> pieces)
    {
        var background = pieces.ToList().FindIndex(piece => piece.Kind == PieceKind.Background);
        var start = background > 0 && pieces[background - 1].Kind == PieceKind.Literal ? background - 1 : background;
        if (start <= 0 || pieces.Take(start).All(piece => piece.Kind != PieceKind.Thing))
        {
            return [(pieces, null)];
        }

        return [([.. pieces.Take(start)], null), ([.. pieces.Skip(start)], " ")];
    }

    [GeneratedRegex(@"\s*(?<words>[^.,;:!?]*[^.,;:!?\s])\s*(?<stop>[.,;:!?]*)")]
    private static partial Regex Part();
}
