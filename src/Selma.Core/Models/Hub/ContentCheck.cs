using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Selma.Core.Artifacts;

namespace Selma.Core.Models.Hub;

/// <summary>Compares a file with the tag that the hub gives its content: SHA-256 for large files, git's own digest for small ones.</summary>
internal static class ContentCheck
{
    private const int Sha256Length = 64;
    private const int GitLength = 40;

    /// <summary>Whether a file's bytes are those that its tag stands for. Tags of other kinds say nothing, and pass.</summary>
    public static bool Agrees(string file, string etag) => etag.Length switch
    {
        Sha256Length when IsHex(etag) => Digest.OfFile(file) == etag,
        GitLength when IsHex(etag) => GitDigest(file) == etag,
        _ => true,
    };

    /// <summary>Whether a tag is the SHA-256 of the content.</summary>
    public static bool IsSha256(string etag) => etag.Length == Sha256Length && IsHex(etag);

    private static bool IsHex(string text) => text.All(char.IsAsciiHexDigitLower);

    private static string GitDigest(string file)
    {
        using var stream = File.OpenRead(file);
#pragma warning disable CA5350 // git's digest of a blob is SHA-1; it is compared with what git says, and protects nothing
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA1);
#pragma warning restore CA5350
        hash.AppendData(Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"blob {stream.Length}\0")));
        var buffer = new byte[1 << 16];
        for (var count = stream.Read(buffer); count > 0; count = stream.Read(buffer))
        {
            hash.AppendData(buffer, 0, count);
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }
}
