namespace Selma.Core.Reports.Markup;

/// <summary>A piece of a page. A string turns into text, so that nothing foreign can become markup.</summary>
internal abstract class Html
{
    /// <summary>Text, escaped when written.</summary>
    public static implicit operator Html(string text) => new HtmlText(text);

    /// <summary>An element.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="children">What it holds.</param>
    public static HtmlElement Tag(string name, params ReadOnlySpan<Html> children) => new(name, children.ToArray());

    /// <summary>An element.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="children">What it holds.</param>
    public static HtmlElement Tag(string name, IEnumerable<Html> children) => new(name, [.. children]);

    /// <summary>Pieces one after another.</summary>
    public static Html Join(params ReadOnlySpan<Html> pieces) => new HtmlList(pieces.ToArray());

    /// <summary>Pieces one after another.</summary>
    public static Html Join(IEnumerable<Html> pieces) => new HtmlList([.. pieces]);

    /// <summary>Writes the piece.</summary>
    public abstract void Write(TextWriter writer);

    /// <inheritdoc/>
    public override string ToString()
    {
        using var writer = new StringWriter { NewLine = "\n" };
        Write(writer);
        return writer.ToString();
    }
}
