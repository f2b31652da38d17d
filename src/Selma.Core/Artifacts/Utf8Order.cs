using System.Text;

namespace Selma.Core.Artifacts;

/// <summary>Orders strings by their UTF-8 bytes: the same order on every machine and in every culture.</summary>
internal sealed class Utf8Order : IComparer<string>
{
    /// <summary>The one instance.</summary>
    public static readonly Utf8Order Instance = new();

    /// <summary>UTF-8 without a byte order mark; half a surrogate pair is an error, since two such strings would get the same bytes.</summary>
    public static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <inheritdoc/>
    public int Compare(string? x, string? y)
    {
        if (x is null || y is null)
        {
            return string.CompareOrdinal(x, y);
        }

        var same = x.AsSpan().CommonPrefixLength(y);
        if (same == x.Length || same == y.Length)
        {
            return x.Length - y.Length;
        }

        var (a, b) = (x[same], y[same]);
        return char.IsSurrogate(a) == char.IsSurrogate(b)
            ? a - b
            : char.IsSurrogate(a) ? 1 : -1; // a pair stands for a letter beyond all single ones
    }
}
