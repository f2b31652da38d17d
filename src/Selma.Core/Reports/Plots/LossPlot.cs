using OxyPlot;
using OxyPlot.Annotations;
using OxyPlot.Axes;
using OxyPlot.Series;
using Selma.Core.Reports.Markup;

namespace Selma.Core.Reports.Plots;

/// <summary>The losses of one training: a line for the training pairs, points for held-out pairs, and the step that was chosen.</summary>
internal static class LossPlot
{
    private const int Width = 420, Height = 240;

    /// <summary>Draws the plot.</summary>
    /// <param name="name">Unique in the page.</param>
    /// <param name="curve">The losses.</param>
    /// <param name="least">Lower end of the loss axis, the same for every training.</param>
    /// <param name="most">Upper end.</param>
    public static Html Draw(string name, LossCurve curve, double least, double most)
    {
        var model = SvgPlot.Model();
        model.Axes.Add(SvgPlot.Axis(AxisPosition.Bottom, "step", 0, Math.Max(1, curve.Steps)));
        model.Axes.Add(SvgPlot.Axis(AxisPosition.Left, "loss", least, most));
        model.Annotations.Add(new LineAnnotation
        {
            Type = LineAnnotationType.Vertical, X = curve.ChosenStep, Color = Ink.Text, LineStyle = LineStyle.Dash,
        });
        var training = new LineSeries { Color = Ink.First, StrokeThickness = 1.5, LineStyle = LineStyle.Solid };
        training.Points.AddRange(curve.Losses.Select(point => new DataPoint(point.Step, point.Loss)));
        var heldOut = new LineSeries
        {
            Color = Ink.Second, StrokeThickness = 2, LineStyle = LineStyle.Solid,
            MarkerType = MarkerType.Circle, MarkerSize = 4, MarkerFill = Ink.Second,
        };
        heldOut.Points.AddRange(curve.Candidates.Select(point => new DataPoint(point.Step, point.Loss)));
        model.Series.Add(training);
        model.Series.Add(heldOut);
        return SvgPlot.Draw(model, name, Label(curve), Width, Height);
    }

    private static string Label(LossCurve curve) => curve.Losses.Count == 0
        ? $"Losses of {curve.Name}: none recorded."
        : $"Losses of {curve.Name}: from {NumberText.Short(curve.Losses[0].Loss)} to {NumberText.Short(curve.Losses[^1].Loss)} in {curve.Steps} steps; step {curve.ChosenStep} was chosen.";
}
