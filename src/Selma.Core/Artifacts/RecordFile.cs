using System.Text.Json;

namespace Selma.Core.Artifacts;

/// <summary>Writes what a stage says of its work as JSON: indented, names in snake_case, equal records in equal bytes.</summary>
internal static class RecordFile
{
    private static readonly JsonSerializerOptions Json = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower, WriteIndented = true, NewLine = "\n",
    };

    /// <summary>Writes the file whole or not at all.</summary>
    public static void Write<T>(string path, T record) => AtomicFile.WriteText(path, JsonSerializer.Serialize(record, Json) + "\n");
}
