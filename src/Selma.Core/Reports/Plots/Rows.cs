using OxyPlot;
using OxyPlot.Axes;
using OxyPlot.Series;

namespace Selma.Core.Reports.Plots;

/// <summary>What plots with a row for each name share.</summary>
internal static class Rows
{
    private const double Cap = 0.1;
    private const double LetterWidth = 7;

    /// <summary>Adds a vertical axis with a name for each row, the first on top, and room for the longest.</summary>
    public static void AddTo(PlotModel model, IReadOnlyList<string> names)
    {
        model.Axes.Add(Axis(names));
        model.PlotMargins = new(16 + (LetterWidth * names.Max(name => name.Length)), double.NaN, double.NaN, double.NaN);
    }

    private static LinearAxis Axis(IReadOnlyList<string> names) => new()
    {
        Position = AxisPosition.Left,
        StartPosition = 1,
        EndPosition = 0,
        Minimum = -0.5,
        Maximum = names.Count - 0.5,
        MajorStep = 1,
        MinorStep = 1,
        TickStyle = TickStyle.None,
        LabelFormatter = value => value >= 0 && value < names.Count && value == Math.Floor(value) ? names[(int)value] : "",
        AxislineStyle = LineStyle.Solid,
        AxislineColor = Ink.Text,
    };

    /// <summary>Adds an interval with a cap at each end.</summary>
    public static void AddInterval(LineSeries lines, Bar bar, double row)
    {
        (double X, double Y)[] points =
            [(bar.Low, row - Cap), (bar.Low, row + Cap), (bar.Low, row), (bar.High, row), (bar.High, row - Cap), (bar.High, row + Cap)];
        lines.Points.AddRange(points.Select(point => new DataPoint(point.X, point.Y)));
        lines.Points.Add(DataPoint.Undefined);
    }
}
