namespace Selma.Core.Reports.Markup;

/// <summary>A table whose first column names its rows.</summary>
/// <param name="caption">What it holds.</param>
/// <param name="columns">Heads of the columns, the first column's included.</param>
internal sealed class Table(Html caption, params IReadOnlyList<Html> columns)
{
    private readonly List<Html> _rows = [];

    /// <summary>Adds a row.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="cells">Its other cells; fewer than columns leave the rest empty.</param>
    public void Add(Html name, params IEnumerable<Html> cells) => _rows.Add(Row(name, cells));

    /// <summary>Adds a row that stands out.</summary>
    public void AddStrong(Html name, params IEnumerable<Html> cells) => _rows.Add(Row(name, cells).Class("strong"));

    /// <summary>The table, which scrolls sideways by itself where the page is narrow.</summary>
    public Html ToHtml()
    {
        var head = Html.Tag("thead", Html.Tag("tr", columns.Select(column => (Html)Html.Tag("th", column).With("scope", "col"))));
        return Scrolling(Html.Tag("table", Html.Tag("caption", Html.Tag("span", caption)), head, Html.Tag("tbody", _rows)), "Table");
    }

    /// <summary>Something wide that scrolls sideways by itself, by keyboard too.</summary>
    /// <param name="wide">The table or plot.</param>
    /// <param name="what">What it is, for who cannot see it.</param>
    public static Html Scrolling(Html wide, string what) =>
        Html.Tag("div", wide).Class("scroll").With("tabindex", "0").With("role", "group").With("aria-label", $"{what}, scrolls sideways");

    private HtmlElement Row(Html name, IEnumerable<Html> cells)
    {
        var data = cells.Select(cell => (Html)Html.Tag("td", cell)).ToList();
        while (data.Count < columns.Count - 1)
        {
            data.Add(Html.Tag("td"));
        }

        return Html.Tag("tr", data.Prepend(Html.Tag("th", name).With("scope", "row")));
    }
}
