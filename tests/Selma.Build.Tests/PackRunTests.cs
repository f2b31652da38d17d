namespace Selma.Build.Tests;

public static class PackRunTests
{
    [Fact]
    public static void The_package_of_what_is_published_goes_among_the_results() =>
        Assert.Equal(
            ["pack", "src/Selma.Tasks", "--configuration", "Release", "--no-build", "-nologo", "-nodeReuse:false", "-maxCpuCount:1", "--output", Path.Combine("/results", "packages")],
            PackRun.Arguments("/results"));
}
