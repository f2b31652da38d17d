using CsCheck;
using Selma.Core.Models.Text;

namespace Selma.Core.Tests.Models.Text;

public static class CanonicalCompositionTests
{
    [Theory]
    [InlineData("plain", "plain")]
    [InlineData("e\u0301", "\u00e9")]
    [InlineData("\u212b", "\u00c5")] // angstrom sign
    [InlineData("\u0044\u0307\u0323", "\u1e0c\u0307")] // UAX 15, figure 6: the dot below goes first
    [InlineData("\u1e69", "\u1e69")]
    [InlineData("s\u0307\u0323", "\u1e69")]
    [InlineData("\ufb01", "\ufb01")] // compatibility only
    [InlineData("\u0958", "\u0915\u093c")] // excluded from composition
    [InlineData("\u1100\u1161\u11a8", "\uac01")] // Hangul
    [InlineData("\uac00\u11a8", "\uac01")]
    [InlineData("a\u0315\u0300\u05ae\u0300b", "\u00e0\u05ae\u0300\u0315b")] // NormalizationTest.txt, part 2
    public static void Composes_as_unicode_demands(string text, string expected) =>
        Assert.Equal(expected, CanonicalComposition.Compose(text));

    [Fact]
    public static void Composing_twice_changes_nothing() =>
        Gen.Char['\u00c0', '\u0345'].Array[0, 8].Select(characters => new string(characters)).Sample(text =>
            CanonicalComposition.Compose(CanonicalComposition.Compose(text)) == CanonicalComposition.Compose(text));
}
