using System.Diagnostics;
using System.Globalization;
using System.Reflection;
using System.Runtime.InteropServices;

namespace Selma.Core.Pipeline;

/// <summary>How a result was made, for its record: versions and machine, never a user, a host or a path, since records are shared.</summary>
internal static class Provenance
{
    /// <summary>This program's version, with the commit that it was made from.</summary>
    public static string? Selma { get; } =
        typeof(Provenance).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion;

    /// <summary>What a record says.</summary>
    /// <param name="definition">The stage, which adds its own.</param>
    /// <param name="started">When this run began.</param>
    /// <param name="seconds">How long this run took.</param>
    /// <param name="resumed">Earlier runs that this one went on from.</param>
    /// <param name="resumedAt">Items that those had finished.</param>
    public static Dictionary<string, object?> Of(StageDefinition definition, DateTimeOffset started, double seconds, int resumed, int resumedAt)
    {
        using var process = Process.GetCurrentProcess();
        return new(definition.Provenance)
        {
            ["selma"] = Selma,
            ["os"] = RuntimeInformation.RuntimeIdentifier,
            ["cpu"] = MachineFacts.Processor(),
            ["cores"] = Environment.ProcessorCount,
            ["startedUtc"] = Utc(started),
            ["seconds"] = Math.Round(seconds, 3),
            ["resumed"] = resumed,
            ["resumedAt"] = resumedAt,
            ["peakRssBytes"] = process.PeakWorkingSet64,
            ["builder"] = "local",
        };
    }

    /// <summary>A time as records write it.</summary>
    public static string Utc(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture);
}
