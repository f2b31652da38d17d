using OxyPlot;
using OxyPlot.Axes;
using OxyPlot.Series;
using Selma.Core.Reports.Markup;

namespace Selma.Core.Reports.Plots;

/// <summary>Bars side by side for two arms, with their intervals: one row for each category.</summary>
internal static class BarPlot
{
    private const double Thickness = 0.36;
    private const int Width = 720, RowHeight = 40, Frame = 52;

    /// <summary>Draws the plot.</summary>
    /// <param name="name">Unique in the page.</param>
    /// <param name="label">What it shows.</param>
    /// <param name="rows">Names of the rows, from the top.</param>
    /// <param name="first">Bars of the first arm.</param>
    /// <param name="second">Of the second, below the first in each row.</param>
    public static Html Draw(string name, string label, IReadOnlyList<string> rows, IReadOnlyList<Bar> first, IReadOnlyList<Bar> second)
    {
        var model = SvgPlot.Model();
        model.Axes.Add(SvgPlot.Axis(AxisPosition.Bottom, "% of questions right", 0, 100));
        Rows.AddTo(model, rows);
        Add(model, first, -Thickness / 2, Ink.First);
        Add(model, second, Thickness / 2, Ink.Second);
        return SvgPlot.Draw(model, name, label, Width, Frame + (RowHeight * rows.Count));
    }

    private static void Add(PlotModel model, IReadOnlyList<Bar> arm, double offset, OxyColor ink)
    {
        var bars = new RectangleBarSeries { FillColor = ink, StrokeColor = ink, StrokeThickness = 0 };
        var intervals = new LineSeries { Color = Ink.Text, StrokeThickness = 1.5, LineStyle = LineStyle.Solid };
        for (var row = 0; row < arm.Count; row++)
        {
            var (bar, middle) = (arm[row], row + offset);
            bars.Items.Add(new(0, middle - (Thickness / 2), bar.Value, middle + (Thickness / 2)));
            Rows.AddInterval(intervals, bar, middle);
        }

        model.Series.Add(bars);
        model.Series.Add(intervals);
    }
}
