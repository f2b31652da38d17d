using System.Globalization;

namespace Selma.Core.Models.Language.Chat;

/// <summary>Reads how long an endpoint asks to wait.</summary>
/// <remarks>Source: RFC 9110, section 10.2.3; <c>retry-after-ms</c> is OpenAI's and Azure's own.</remarks>
internal static class RetryAfter
{
    private static readonly TimeSpan Longest = TimeSpan.FromDays(1);

    /// <summary>The time that the headers name, 0 to a day; null where they name none.</summary>
    /// <param name="header">The value of a header; null where it is not there.</param>
    /// <param name="now">The time at which a date is judged.</param>
    public static TimeSpan? Read(Func<string, string?> header, DateTimeOffset now)
    {
        double? seconds = Number(header("retry-after-ms")) is { } milliseconds ? milliseconds / 1000
            : Number(header("retry-after")) is { } given ? given
            : DateTimeOffset.TryParseExact(header("retry-after"), "r", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var date)
                ? (date - now).TotalSeconds
                : null;
        return seconds is { } wait ? TimeSpan.FromSeconds(Math.Clamp(wait, 0, Longest.TotalSeconds)) : null;
    }

    private static double? Number(string? text) =>
        double.TryParse(text, NumberStyles.AllowDecimalPoint | NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) ? number : null;
}
