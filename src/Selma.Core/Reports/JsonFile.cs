using System.Text.Json;

namespace Selma.Core.Reports;

/// <summary>Reads JSON files that another stage wrote.</summary>
internal static class JsonFile
{
    /// <summary>Reads what is needed of a file.</summary>
    /// <exception cref="SelmaException">SELMA2452: it is missing, no JSON, or lacks what is needed.</exception>
    public static T Read<T>(string path, Func<JsonElement, T> read)
    {
        try
        {
            using var document = JsonDocument.Parse(File.ReadAllBytes(path));
            return read(document.RootElement);
        }
        catch (Exception e) when (e is IOException or JsonException or KeyNotFoundException or InvalidOperationException or FormatException)
        {
            throw new SelmaException("SELMA2452", $"The report cannot read this file: {e.Message} Delete its folder and build again.", new(path), e);
        }
    }

    /// <summary>The elements of an array.</summary>
    public static IReadOnlyList<T> List<T>(this JsonElement element, string name, Func<JsonElement, T> read) =>
        [.. element.GetProperty(name).EnumerateArray().Select(read)];
}
