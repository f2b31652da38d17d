using System.Globalization;

namespace Selma.Tasks;

/// <summary>Times as people read them.</summary>
internal static class Durations
{
    /// <summary>In whole words of one unit: <c>40 s</c>, <c>6 min</c>, <c>1.5 h</c>.</summary>
    public static string Spoken(double seconds) => seconds switch
    {
        < 90 => string.Create(CultureInfo.InvariantCulture, $"{Math.Max(1, Math.Ceiling(seconds)):0} s"),
        < 5400 => string.Create(CultureInfo.InvariantCulture, $"{seconds / 60:0} min"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{seconds / 3600:0.#} h"),
    };

    /// <summary>As a clock: <c>0:02</c>, <c>12:40</c>, <c>1:02:05</c>.</summary>
    public static string Clock(double seconds)
    {
        var time = TimeSpan.FromSeconds(Math.Round(seconds));
        return time.ToString(time.TotalHours >= 1 ? @"h\:mm\:ss" : @"m\:ss", CultureInfo.InvariantCulture);
    }
}
