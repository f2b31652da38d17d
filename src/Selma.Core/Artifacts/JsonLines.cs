using System.Text.Encodings.Web;
using System.Text.Json;

namespace Selma.Core.Artifacts;

/// <summary>Files of one JSON object a line, written so that the same objects give the same bytes.</summary>
internal static class JsonLines
{
    private static readonly JsonSerializerOptions Json = new()
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        RespectNullableAnnotations = true,
        RespectRequiredConstructorParameters = true,
    };

    /// <summary>A line's members, sorted by name.</summary>
    public static SortedDictionary<string, object?> Row(params ReadOnlySpan<(string Name, object? Value)> members)
    {
        var row = new SortedDictionary<string, object?>(StringComparer.Ordinal);
        foreach (var (name, value) in members)
        {
            row.Add(name, value);
        }

        return row;
    }

    /// <summary>Writes a file.</summary>
    public static void Write(string path, IEnumerable<SortedDictionary<string, object?>> rows) =>
        AtomicFile.WriteLines(path, rows.Select(row => JsonSerializer.Serialize(row, Json)));

    /// <summary>Reads a file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="thing">What a line holds, for errors.</param>
    /// <exception cref="SelmaException">SELMA2003: the file is missing, or a line is not what it should be.</exception>
    public static IReadOnlyList<T> Read<T>(string path, string thing)
    {
        try
        {
            return [.. File.ReadLines(path).Select((line, index) => Read<T>(path, index + 1, line, thing))];
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new SelmaException("SELMA2003", $"{path} is missing. Build the target 'Prompts' again.", new(path), e);
        }
    }

    private static T Read<T>(string path, int number, string line, string thing)
    {
        try
        {
            return JsonSerializer.Deserialize<T>(line, Json) ?? throw new JsonException("The line is null.");
        }
        catch (JsonException e)
        {
            throw new SelmaException(
                "SELMA2003", $"Line {number} is not a {thing}: {e.Message} Delete the file and build the target 'Prompts' again.", new(path, number), e);
        }
    }
}
