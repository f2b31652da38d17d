using System.Text.RegularExpressions;
using Selma.TestKit;

namespace Selma.Core.Tests;

public static partial class ErrorCodesTests
{
    [Fact]
    public static void Every_code_is_explained_once()
    {
        var explained = Code().Matches(File.ReadAllText(Path.Combine(Repository.Root, "docs", "errors.md"))).Select(match => match.Value).ToList();
        Assert.Equal(explained.Distinct(), explained);
        Assert.Empty(Raised().Except(explained));
        Assert.Empty(explained.Except(Raised()));
    }

    private static IEnumerable<string> Raised() =>
        from folder in new[] { "src", "build" }
        from file in Directory.EnumerateFiles(Path.Combine(Repository.Root, folder), "*", SearchOption.AllDirectories)
        where Path.GetExtension(file) is ".cs" or ".targets" or ".props"
        from Match match in Code().Matches(File.ReadAllText(file))
        select match.Value;

    [GeneratedRegex("SELMA[0-9]{4}")]
    private static partial Regex Code();
}
