using System.Text;
using Selma.Core.Numerics;

namespace Selma.Core.Tests.Artifacts;

/// <summary>Spoils bytes in the ways that files are spoilt by accident or on purpose; the same draws spoil alike.</summary>
internal static class Mutation
{
    private static readonly byte[][] Words =
    [
        .. new[] { "NaN", "-1", "1e400", "18446744073709551616", "9223372036854775807", "[", "{", "}", "\"", ",", "\\ud800", "null", "0", "a" }.Select(Encoding.UTF8.GetBytes),
        [0xff, 0xff, 0xff, 0xff], [0xff, 0xff, 0xff, 0x7f], [0, 0, 0, 0, 1, 0, 0, 0], [0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x7f], [0x50, 0x4b, 5, 6],
        .. "RQbtuecs.".Select(code => new[] { (byte)code }), [0x81], [0x85], [0x87],
    ];

    /// <summary>A spoilt copy.</summary>
    public static byte[] Of(byte[] whole, Draws draws)
    {
        var bytes = whole.ToList();
        for (var i = draws.Next(3); i >= 0 && bytes.Count > 0; i--)
        {
            Apply(bytes, draws);
        }

        return [.. bytes];
    }

    private static void Apply(List<byte> bytes, Draws draws)
    {
        var at = draws.Next(bytes.Count);
        var length = Math.Min(draws.Next(16) + 1, bytes.Count - at);
        switch (draws.Next(7))
        {
            case 0:
                bytes[at] ^= (byte)(1 << draws.Next(8));
                break;
            case 1:
                bytes[at] = (byte)draws.Next(256);
                break;
            case 2:
                bytes.RemoveRange(at, length);
                break;
            case 3:
                bytes.InsertRange(draws.Next(bytes.Count), bytes.GetRange(at, length));
                break;
            case 4:
                bytes.RemoveRange(at, bytes.Count - at);
                break;
            case 5:
                bytes.InsertRange(at, draws.Choose(Words));
                break;
            default:
                var word = draws.Choose(Words);
                bytes.RemoveRange(at, Math.Min(word.Length, bytes.Count - at));
                bytes.InsertRange(at, word);
                break;
        }
    }
}
