using System.Globalization;
using System.Text;

namespace Selma.Tasks;

/// <summary>A running stage in one line: <c>[coco/images] 87/200 images  3.1 images/s  6 min left</c>.</summary>
internal static class ProgressText
{
    /// <summary>The line.</summary>
    /// <param name="fields">Those of a progress message.</param>
    public static string Of(IDictionary<string, string?> fields)
    {
        var unit = fields["unit"]!;
        var text = new StringBuilder($"[{fields["id"]}] {fields["done"]}/{fields["total"]} {unit}");
        if (Number(fields, "loss") is { } loss)
        {
            _ = text.Append(CultureInfo.InvariantCulture, $"  loss {loss:0.0000}");
        }

        if (Number(fields, "perSecond") is { } rate and > 0)
        {
            _ = text.Append(rate >= 1
                ? string.Create(CultureInfo.InvariantCulture, $"  {rate:0.0} {unit}/s")
                : string.Create(CultureInfo.InvariantCulture, $"  {1 / rate:0.0} s/{Singular(unit)}"));
        }

        if (Number(fields, "secondsLeft") is { } left)
        {
            _ = text.Append(CultureInfo.InvariantCulture, $"  {Durations.Spoken(left)} left");
        }

        return text.ToString();
    }

    private static double? Number(IDictionary<string, string?> fields, string name) =>
        fields.TryGetValue(name, out var text) && text is not null ? double.Parse(text, CultureInfo.InvariantCulture) : null;

    private static string Singular(string unit) => unit.EndsWith('s') ? unit[..^1] : unit;
}
