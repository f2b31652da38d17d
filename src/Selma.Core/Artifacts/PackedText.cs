using System.IO.Compression;

namespace Selma.Core.Artifacts;

/// <summary>Text in UTF-8, packed by gzip where the file's name ends in <c>.gz</c>.</summary>
internal static class PackedText
{
    private const string Packed = ".gz";

    /// <summary>Opens a text; what is no gzip or no UTF-8 shows itself while it is read.</summary>
    public static StreamReader Open(string path)
    {
        var file = File.OpenRead(path);
        return new(IsPacked(path) ? new GZipStream(file, CompressionMode.Decompress) : file, Utf8Order.Utf8);
    }

    /// <summary>The extension of what is in a file: <c>.csv</c> of <c>benchmark.csv.gz</c>.</summary>
    public static string Extension(string path) => Path.GetExtension(IsPacked(path) ? path[..^Packed.Length] : path);

    private static bool IsPacked(string path) => path.EndsWith(Packed, StringComparison.OrdinalIgnoreCase);
}
