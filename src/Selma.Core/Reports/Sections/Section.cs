using Selma.Core.Reports.Markup;

namespace Selma.Core.Reports.Sections;

/// <summary>A part of the page with its heading.</summary>
/// <param name="Id">Its anchor.</param>
/// <param name="Title">Its heading.</param>
/// <param name="Body">What stands in it.</param>
internal sealed record Section(string Id, string Title, Html Body)
{
    /// <summary>The element.</summary>
    public Html ToHtml() => Html.Tag("section", Html.Tag("h2", Title).With("id", $"{Id}-heading"), Body)
        .With("id", Id).With("aria-labelledby", $"{Id}-heading");

    /// <summary>A link to it.</summary>
    public Html Link() => Html.Tag("li", Html.Tag("a", Title).With("href", "#" + Id));

    /// <summary>A paragraph.</summary>
    public static Html Text(params ReadOnlySpan<Html> pieces) => Html.Tag("p", pieces);

    /// <summary>A picture with its caption.</summary>
    public static Html Figure(Html picture, params ReadOnlySpan<Html> caption) => 
        Html.Tag("figure", Table.Scrolling(picture, "Plot"), Html.Tag("figcaption", caption));

    /// <summary>What the two colours of a plot stand for.</summary>
    public static Html Legend(string first, string second) => Html.Tag(
        "span", Html.Tag("span").Class("swatch first"), $" {first}   ", Html.Tag("span").Class("swatch second"), $" {second}").Class("legend");
}
