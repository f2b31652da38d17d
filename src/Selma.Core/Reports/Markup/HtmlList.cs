namespace Selma.Core.Reports.Markup;

/// <summary>Pieces one after another.</summary>
internal sealed class HtmlList(IReadOnlyList<Html> pieces) : Html
{
    /// <inheritdoc/>
    public override void Write(TextWriter writer)
    {
        foreach (var piece in pieces)
        {
            piece.Write(writer);
        }
    }
}
