using System.Globalization;
using Selma.Core.Reports.Markup;
using Selma.Core.Scores;

namespace Selma.Core.Reports;

/// <summary>Numbers as people read them: shares as percentages, differences in points with their sign.</summary>
internal static class NumberText
{
    private const char Minus = '\u2212';

    /// <summary>0.8134 as <c>81.3</c>.</summary>
    public static string Percent(double share) => Fixed(100 * share, 1);

    /// <summary>0.0321 as <c>+3.2</c>.</summary>
    public static string Points(double difference)
    {
        var text = Fixed(100 * difference, 1);
        return text is "0.0" || text[0] == Minus ? text : "+" + text;
    }

    /// <summary>A number with so many decimals; never a negative zero.</summary>
    public static string Fixed(double number, int decimals)
    {
        var text = number.ToString("F" + decimals, CultureInfo.InvariantCulture);
        return text.AsSpan().ContainsAnyInRange('1', '9') ? text.Replace('-', Minus) : text.TrimStart('-');
    }

    /// <summary>Four significant digits.</summary>
    public static string Short(double number) => number.ToString("G4", CultureInfo.InvariantCulture).Replace('-', Minus);

    /// <summary>A count with separators: <c>10,600</c>.</summary>
    public static string Count(long number) => number.ToString("N0", CultureInfo.InvariantCulture);

    /// <summary><c>p = 0.012</c>, <c>p &lt; 0.001</c>.</summary>
    public static string P(double p) => p < 0.001 ? "p < 0.001" : $"p = {Fixed(p, 3)}";

    /// <summary><c>1.2 to 5.4</c>, in points.</summary>
    public static string Range(double low, double high) => $"{Points(low)} to {Points(high)}";

    /// <summary>Seconds as <c>41 s</c>, <c>3 min 20 s</c> or <c>2 h 05 min</c>.</summary>
    public static string Duration(double seconds)
    {
        var whole = (long)Math.Round(seconds, MidpointRounding.AwayFromZero);
        return whole switch
        {
            < 10 => Fixed(seconds, 1) + " s",
            < 60 => $"{whole} s",
            < 3600 => string.Create(CultureInfo.InvariantCulture, $"{whole / 60} min {whole % 60:00} s"),
            _ => string.Create(CultureInfo.InvariantCulture, $"{whole / 3600} h {whole / 60 % 60:00} min"),
        };
    }

    /// <summary>A number that keeps its exact value for whoever reads the page with a program.</summary>
    public static Html Exact(double value, string shown) =>
        Html.Tag("data", shown).With("value", value.ToString("R", CultureInfo.InvariantCulture));

    /// <summary>A score in percent with its interval below.</summary>
    public static Html Score(ScoreInterval score) =>
        Html.Join(Exact(score.Value, Percent(score.Value)), Interval(Percent(score.Low), Percent(score.High)));

    /// <summary>A difference in points with its interval below.</summary>
    public static Html Difference(double difference, double low, double high) =>
        Html.Join(Exact(difference, Points(difference)), Interval(Points(low), Points(high)));

    private static Html Interval(string low, string high) => Html.Join(" ", Html.Tag("small", $"[{low}, {high}]").Class("interval"));
}
