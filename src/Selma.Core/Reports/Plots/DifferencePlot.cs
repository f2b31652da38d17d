using OxyPlot;
using OxyPlot.Annotations;
using OxyPlot.Axes;
using OxyPlot.Series;
using Selma.Core.Reports.Markup;

namespace Selma.Core.Reports.Plots;

/// <summary>Differences from the base with their intervals: a row each, and a line at no difference.</summary>
internal static class DifferencePlot
{
    private const int Width = 720, RowHeight = 28, Frame = 56;

    /// <summary>Draws the plot.</summary>
    /// <param name="name">Unique in the page.</param>
    /// <param name="label">What it shows.</param>
    /// <param name="rows">Names and differences in points, from the top.</param>
    public static Html Draw(string name, string label, IReadOnlyList<(string Name, Bar Difference)> rows)
    {
        var least = Math.Min(-1, rows.Min(row => row.Difference.Low));
        var most = Math.Max(1, rows.Max(row => row.Difference.High));
        var room = 0.05 * (most - least);
        var model = SvgPlot.Model();
        model.Axes.Add(SvgPlot.Axis(AxisPosition.Bottom, "points against the base", least - room, most + room));
        Rows.AddTo(model, [.. rows.Select(row => row.Name)]);
        model.Annotations.Add(new LineAnnotation { Type = LineAnnotationType.Vertical, X = 0, Color = Ink.Text, LineStyle = LineStyle.Solid });
        var intervals = new LineSeries { Color = Ink.Second, StrokeThickness = 2, LineStyle = LineStyle.Solid };
        var values = new ScatterSeries { MarkerType = MarkerType.Circle, MarkerSize = 4.5, MarkerFill = Ink.Second };
        for (var row = 0; row < rows.Count; row++)
        {
            Rows.AddInterval(intervals, rows[row].Difference, row);
            values.Points.Add(new(rows[row].Difference.Value, row));
        }

        model.Series.Add(intervals);
        model.Series.Add(values);
        return SvgPlot.Draw(model, name, label, Width, Frame + (RowHeight * rows.Count));
    }
}
