using System.Runtime.InteropServices;

namespace Selma.Core.Pipeline;

/// <summary>The machine of a run, found out without a native library.</summary>
internal static class MachineFacts
{
    private const string Cards = "/proc/driver/nvidia/gpus", CardName = "Model:", ProcessorName = "model name";

    /// <summary>The processor's name, or its architecture.</summary>
    public static string Processor() => Line("/proc/cpuinfo", ProcessorName) ?? RuntimeInformation.ProcessArchitecture.ToString();

    /// <summary>NVIDIA's cards as the driver names them, in the order of their addresses; none where Linux's driver does not tell.</summary>
    public static IReadOnlyList<string> Gpus() => Directory.Exists(Cards)
        ? [.. Directory.EnumerateDirectories(Cards).Order(StringComparer.Ordinal).Select(card => Line(Path.Combine(card, "information"), CardName)).OfType<string>()]
        : [];

    /// <summary>Bytes of memory that this process may use.</summary>
    public static long Memory() => GC.GetGCMemoryInfo().TotalAvailableMemoryBytes;

    /// <summary>What stands behind the colon of the first line that begins so.</summary>
    private static string? Line(string file, string start)
    {
        try
        {
            return File.ReadLines(file).FirstOrDefault(line => line.StartsWith(start, StringComparison.Ordinal)) is { } line
                ? line[(line.IndexOf(':', StringComparison.Ordinal) + 1)..].Trim()
                : null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
