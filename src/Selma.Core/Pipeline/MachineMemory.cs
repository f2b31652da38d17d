using System.Globalization;

namespace Selma.Core.Pipeline;

/// <summary>How much memory a new process may take.</summary>
internal static class MachineMemory
{
    private const string Available = "MemAvailable:";

    /// <summary>Bytes that are free: what the system says, or less where a container's limit leaves less; null where neither is known.</summary>
    /// <param name="root">The root of <c>/proc</c> and <c>/sys</c>.</param>
    public static long? Free(string root = "/")
    {
        long?[] limits =
        [
            OfSystem(root),
            Left(root, "memory.max", "memory.current", "memory.stat", "inactive_file"),
            Left(root, "memory/memory.limit_in_bytes", "memory/memory.usage_in_bytes", "memory/memory.stat", "total_inactive_file"),
        ];
        return limits.Min();
    }

    private static long? OfSystem(string root)
    {
        var kilobytes = Number(Line(Path.Combine(root, "proc", "meminfo"), Available)?.Replace("kB", "", StringComparison.Ordinal));
        return 1024 * kilobytes;
    }

    /// <summary>What a container's limit leaves. Pages of files that nobody uses count as used, and make room when it is needed.</summary>
    private static long? Left(string root, string limit, string used, string details, string idle)
    {
        string At(string file) => Path.Combine(root, "sys", "fs", "cgroup", file);
        return Number(Read(At(limit))) is { } most && Number(Read(At(used))) is { } now
            ? Math.Max(0, most - now + (Number(Line(At(details), idle + " ")) ?? 0))
            : null;
    }

    /// <summary>What follows a word at the beginning of a line.</summary>
    private static string? Line(string file, string word) =>
        Read(file)?.Split('\n').FirstOrDefault(line => line.StartsWith(word, StringComparison.Ordinal))?[word.Length..];

    private static long? Number(string? text) => long.TryParse(text?.Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;

    private static string? Read(string path)
    {
        try
        {
            return File.Exists(path) ? File.ReadAllText(path) : null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
