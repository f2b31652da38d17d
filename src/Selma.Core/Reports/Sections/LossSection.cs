using Selma.Core.Reports.Markup;
using Selma.Core.Reports.Plots;

namespace Selma.Core.Reports.Sections;

/// <summary>How every training went.</summary>
internal static class LossSection
{
    /// <summary>The section.</summary>
    public static Section Of(ReportContent content)
    {
        var curves = content.Losses.Where(curve => curve.Losses.Count > 0).ToList();
        return new("losses", "Training losses", curves.Count == 0 ? Section.Text("No training left a record.") : Body(curves));
    }

    private static Html Body(List<LossCurve> curves)
    {
        var losses = curves.SelectMany(curve => curve.Losses.Concat(curve.Candidates)).Select(point => point.Loss).ToList();
        var (least, most) = (losses.Min(), losses.Max());
        var room = Math.Max(0.01, 0.05 * (most - least));
        var plots = curves.Select((curve, i) => Section.Figure(
            LossPlot.Draw($"loss{i}", curve, Math.Max(0, least - room), most + room),
            $"{curve.Name}: rank {curve.Rank}, {NumberText.Count(curve.Pairs)} pairs, {NumberText.Count(curve.Steps)} steps; the dashed line is the chosen step, {curve.ChosenStep}."));
        return Html.Join(
            Section.Text(Section.Legend("training pairs", "held-out pairs, at each checkpoint"), "All plots have the same loss axis. Held-out losses are on pairs of the skill that the expert did not train on."),
            Html.Tag("div", plots).Class("plots"));
    }
}
