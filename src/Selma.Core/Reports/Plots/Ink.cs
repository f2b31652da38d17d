using OxyPlot;

namespace Selma.Core.Reports.Plots;

/// <summary>The colours of plots: each is drawn in a stand-in colour and then named after a variable of the style sheet, which knows light and dark.</summary>
internal static class Ink
{
    /// <summary>Axes and text.</summary>
    public static readonly OxyColor Text = OxyColor.FromRgb(1, 2, 3);

    /// <summary>Lines behind the data.</summary>
    public static readonly OxyColor Grid = OxyColor.FromRgb(1, 2, 4);

    /// <summary>The base; training losses.</summary>
    public static readonly OxyColor First = OxyColor.FromRgb(1, 2, 5);

    /// <summary>Merged; held-out losses.</summary>
    public static readonly OxyColor Second = OxyColor.FromRgb(1, 2, 6);

    private static readonly Dictionary<OxyColor, string> Variables = new()
    {
        [Text] = "var(--ink)",
        [Grid] = "var(--grid)",
        [First] = "var(--first)",
        [Second] = "var(--second)",
    };

    /// <summary>Puts the variables in the place of the stand-ins.</summary>
    public static string Name(string style) =>
        Variables.Aggregate(style, (text, ink) => text.Replace($"rgb({ink.Key.R},{ink.Key.G},{ink.Key.B})", ink.Value, StringComparison.Ordinal));
}
