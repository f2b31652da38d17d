namespace Selma.Core.Models.Language;

/// <summary>A part of a prompt between stops, or its background phrase.</summary>
/// <param name="Join">What stands before it: a stop and a blank, a blank, or nothing at the start.</param>
/// <param name="Pieces">What it says.</param>
/// <param name="Position">Its place among the clauses of its example, from 0.</param>
internal sealed record Clause(string Join, IReadOnlyList<Piece> Pieces, int Position)
{
    /// <summary>What it is about.</summary>
    public ClauseKind Kind =>
        Pieces.Any(piece => piece.Kind == PieceKind.Thing) ? ClauseKind.Things
        : Pieces.Any(piece => piece.Kind == PieceKind.Background) ? ClauseKind.Background
        : Pieces.All(piece => piece.Kind == PieceKind.Tag) ? ClauseKind.Tag
        : ClauseKind.Other;

    /// <summary>Whether it begins with a capital.</summary>
    public bool IsCapital => char.IsUpper(Pieces[0].Text[0]);

    /// <summary>The words that are kept: two clauses with the same ones begin alike.</summary>
    public string Frame => string.Join('|', Pieces.Where(piece => piece.Kind == PieceKind.Literal).Select(piece => piece.Text));
}
