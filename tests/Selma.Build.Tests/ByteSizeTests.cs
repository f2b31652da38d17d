namespace Selma.Build.Tests;

public static class ByteSizeTests
{
    [Theory]
    [InlineData("0", 0L)]
    [InlineData("1024", 1024L)]
    [InlineData("500MiB", 524288000L)]
    [InlineData("50GiB", 53687091200L)]
    [InlineData("50g", 53687091200L)]
    [InlineData("1.5 TB", 1649267441664L)]
    [InlineData("7B", 7L)]
    [InlineData("GiB", null)]
    [InlineData("5GiBit", null)]
    [InlineData("-5GiB", null)]
    [InlineData("five", null)]
    [InlineData("5iB", null)]
    public static void Sizes_are_read_by_powers_of_1024(string text, long? bytes) => Assert.Equal(bytes, ByteSize.Parse(text));
}
