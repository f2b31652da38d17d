namespace Selma.Core.Reports.Markup;

/// <summary>An element with attributes and children.</summary>
/// <param name="name">Its name.</param>
/// <param name="children">What it holds; nothing in a void element.</param>
internal sealed class HtmlElement(string name, IReadOnlyList<Html> children) : Html
{
    private static readonly HashSet<string> Void = ["meta", "img", "br", "hr", "input", "link", "col"];

    /// <summary>Elements after which the page's source takes a new line.</summary>
    private static readonly HashSet<string> Lines =
        ["html", "head", "body", "header", "main", "section", "footer", "nav", "figure", "table", "thead", "tbody", "tr", "article", "p", "h1", "h2", "h3", "li", "ul", "meta", "style", "script", "title"];

    private readonly List<(string Name, string? Value)> _attributes = [];

    /// <summary>Adds an attribute; null stands without a value, as <c>hidden</c>.</summary>
    public HtmlElement With(string attribute, string? value)
    {
        _attributes.Add((attribute, value));
        return this;
    }

    /// <summary>Sets the class.</summary>
    public HtmlElement Class(string value) => With("class", value);

    /// <inheritdoc/>
    public override void Write(TextWriter writer)
    {
        writer.Write($"<{name}");
        foreach (var (attribute, value) in _attributes)
        {
            writer.Write(value is null ? $" {attribute}" : $" {attribute}=\"{HtmlText.Escape(value)}\"");
        }

        writer.Write('>');
        if (!Void.Contains(name))
        {
            foreach (var child in children)
            {
                child.Write(writer);
            }

            writer.Write($"</{name}>");
        }

        if (Lines.Contains(name))
        {
            writer.Write('\n');
        }
    }
}
