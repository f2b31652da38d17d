using System.Text;
using CsCheck;
using Selma.Core.Artifacts;

namespace Selma.Core.Tests.Artifacts;

public static class CanonicalBytesTests
{
    private static readonly string[] Letters = ["a", "b", "\u00E9", "\uD7FF", "\uE000", "\uFFFD", "\U0001F600", "\U0010FFFF"];
    private static readonly Gen<string> Text = Gen.Int[0, Letters.Length - 1].List[0, 4].Select(indexes => string.Concat(indexes.Select(index => Letters[index])));

    private static readonly Gen<object?> Leaf =
        Gen.Select(Gen.Int[0, 5], Gen.String.Where(IsWellFormed), Gen.ULong, Gen.Double.Where(double.IsFinite)).Select(object? (kind, text, number, real) => kind switch
        {
            0 => text,
            1 => number,
            2 => -(long)(number >> 1),
            3 => real,
            4 => number % 2 == 0,
            _ => null,
        });

    private static readonly Gen<object?> Tree = Gen.Recursive<object?>((depth, inner) => depth > 3
        ? Leaf
        : Gen.OneOf(
            Leaf,
            inner.List[0, 4].Select(object? (value) => value),
            Gen.Dictionary(Gen.String[Gen.Char.AlphaNumeric, 0, 6], inner)[0, 4].Select(object? (value) => value)));

    [Fact]
    public static void Reading_its_json_gives_the_same_bytes() => Tree.Sample(value =>
    {
        var tree = KeyTree.Of(value);
        var again = KeyJson.Read(KeyJson.Write(tree));
        return CanonicalBytes.Of("", tree).AsSpan().SequenceEqual(CanonicalBytes.Of("", again));
    });

    [Fact]
    public static void The_order_in_which_a_map_was_filled_changes_nothing() =>
        Gen.Dictionary(Gen.String.Where(IsWellFormed), Gen.Int)[0, 8].Sample(map =>
        {
            var reversed = new Dictionary<string, int>(map.Reverse());
            return Digest.OfValue(map) == Digest.OfValue(reversed);
        });

    [Fact]
    public static void Maps_are_sorted_by_utf8_and_not_by_utf16()
    {
        var map = KeyTree.Of(new Dictionary<string, int> { ["\U0001F600"] = 1, ["\uFFFD"] = 2 }); // F0 9F.. after EF BF BD, but D83D before FFFD
        Assert.Equal("{s3:\uFFFDi2;s4:\U0001F600i1;}", Encoding.UTF8.GetString(CanonicalBytes.Of("", map)));
    }

    [Fact]
    public static void Strings_are_ordered_as_their_bytes() => Gen.Select(Text, Text).Sample((a, b) =>
        Math.Sign(Utf8Order.Instance.Compare(a, b)) == Math.Sign(Encoding.UTF8.GetBytes(a).AsSpan().SequenceCompareTo(Encoding.UTF8.GetBytes(b))));

    [Theory]
    [InlineData(0.0001, "d3f1a36e2eb1c432d;")]
    [InlineData(-0.0, "d0000000000000000;")]
    [InlineData(7.5, "d401e000000000000;")]
    public static void A_double_is_its_bits(double number, string expected) =>
        Assert.Equal(expected, Encoding.UTF8.GetString(CanonicalBytes.Of("", KeyTree.Of(number))));

    [Fact]
    public static void A_whole_double_stays_a_double_in_json()
    {
        Assert.Equal("5.0\n", Encoding.UTF8.GetString(KeyJson.Write(5.0)));
        Assert.Equal(5.0, KeyJson.Read("5.0"u8.ToArray()));
        Assert.Equal(5L, KeyJson.Read("5"u8.ToArray()));
    }

    [Fact]
    public static void Half_a_surrogate_pair_is_refused() =>
        Assert.Throws<EncoderFallbackException>(() => CanonicalBytes.Of("", "\uD83D"));

    [Fact]
    public static void Composed_and_decomposed_letters_are_different_strings() =>
        Assert.NotEqual(Digest.OfValue("\u00E9"), Digest.OfValue("e\u0301"));

    private static bool IsWellFormed(string text) => !text.Any(char.IsSurrogate);
}
