namespace Selma.Core.Reports.Markup;

/// <summary>Markup written as it is: only what this program made itself, such as a plot, its style sheet and its script.</summary>
internal sealed class OwnMarkup(string markup) : Html
{
    /// <inheritdoc/>
    public override void Write(TextWriter writer) => writer.Write(markup);
}
