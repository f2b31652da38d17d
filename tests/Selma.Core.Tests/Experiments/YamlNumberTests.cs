using System.Globalization;
using CsCheck;
using Selma.Core.Experiments;

namespace Selma.Core.Tests.Experiments;

public static class YamlNumberTests
{
    [Theory]
    [InlineData("0")]
    [InlineData("-3")]
    [InlineData("5000")]
    public static void Whole_numbers_are_plain_digits(string text)
    {
        Assert.True(YamlNumber.IsNumber(text, whole: true));
        Assert.True(YamlNumber.IsNumber(text, whole: false));
    }

    [Theory]
    [InlineData("0.25")]
    [InlineData("3e-4")]
    [InlineData("1.0E+2")]
    public static void Fractions_and_exponents_are_for_other_numbers_only(string text)
    {
        Assert.False(YamlNumber.IsNumber(text, whole: true));
        Assert.True(YamlNumber.IsNumber(text, whole: false));
    }

    [Theory]
    [InlineData("010")] // octal in YAML 1.1
    [InlineData("1_000")]
    [InlineData("0x10")]
    [InlineData("1:30")] // sexagesimal in YAML 1.1
    [InlineData(".5")]
    [InlineData("5.")]
    [InlineData("+5")]
    [InlineData(".inf")]
    [InlineData(".nan")]
    [InlineData("1e")]
    [InlineData("1e+")]
    [InlineData("-")]
    [InlineData("")]
    [InlineData(" 1")]
    [InlineData("1 ")]
    [InlineData("١")] // an Arabic digit
    public static void What_other_readers_take_for_numbers_is_refused(string text) => Assert.False(YamlNumber.IsNumber(text, whole: false));

    [Fact]
    public static void Every_finite_double_written_by_NET_is_a_number() =>
        Gen.Double.Where(double.IsFinite).Sample(value => YamlNumber.IsNumber(value.ToString(CultureInfo.InvariantCulture), whole: false));

    [Fact]
    public static void Every_integer_is_a_whole_number() =>
        Gen.Long.Sample(value => YamlNumber.IsNumber(value.ToString(CultureInfo.InvariantCulture), whole: true));
}
