using System.Globalization;
using System.Xml.Linq;
using OxyPlot;
using OxyPlot.Axes;
using Selma.Core.Reports.Markup;

namespace Selma.Core.Reports.Plots;

/// <summary>Turns a plot into SVG that stands in a page: it scales, takes the page's colours and says what it shows.</summary>
internal static class SvgPlot
{
    private const string Font = "system-ui, sans-serif";

    /// <summary>An empty plot in the page's colours.</summary>
    public static PlotModel Model() => new()
    {
        Background = OxyColors.Undefined,
        DefaultFont = "Helvetica",
        TextColor = Ink.Text,
        PlotAreaBorderColor = Ink.Grid,
        Culture = CultureInfo.InvariantCulture,
        Padding = new(4, 4, 14, 6),
    };

    /// <summary>A linear axis with grid lines.</summary>
    public static LinearAxis Axis(AxisPosition position, string title, double least, double most) => new()
    {
        Position = position,
        Title = title,
        AxisTitleDistance = 8,
        Minimum = least,
        Maximum = most,
        MajorGridlineStyle = LineStyle.Solid,
        MajorGridlineColor = Ink.Grid,
        TicklineColor = Ink.Text,
        MinorTickSize = 0,
        IsZoomEnabled = false,
    };

    /// <summary>Draws a plot.</summary>
    /// <param name="model">The plot.</param>
    /// <param name="name">Unique in the page.</param>
    /// <param name="label">What it shows, in words.</param>
    /// <param name="width">In the page's pixels, at most.</param>
    /// <param name="height">Likewise.</param>
    public static Html Draw(PlotModel model, string name, string label, int width, int height)
    {
        using var stream = new MemoryStream();
        new SvgExporter { Width = width, Height = height, UseVerticalTextAlignmentWorkaround = true }.Export(model, stream);
        stream.Position = 0;
        var svg = XDocument.Load(stream).Root!;
        foreach (var attribute in svg.Descendants().SelectMany(element => element.Attributes()))
        {
            attribute.Value = attribute.Name.LocalName switch
            {
                "id" => $"{name}-{attribute.Value}",
                "clip-path" => attribute.Value.Replace("url(#", $"url(#{name}-", StringComparison.Ordinal),
                "style" or "fill" or "stroke" => Ink.Name(attribute.Value),
                "font-family" => Font,
                _ => attribute.Value,
            };
        }

        svg.ReplaceAttributes(
            new XAttribute("viewBox", string.Create(CultureInfo.InvariantCulture, $"0 0 {width} {height}")),
            new XAttribute("style", string.Create(CultureInfo.InvariantCulture, $"max-width:{width}px")),
            new XAttribute("role", "img"),
            new XAttribute("aria-label", label),
            new XAttribute("xmlns", "http://www.w3.org/2000/svg"));
        return new OwnMarkup(svg.ToString(SaveOptions.DisableFormatting) + "\n");
    }
}
