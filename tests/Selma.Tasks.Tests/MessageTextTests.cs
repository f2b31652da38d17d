using Microsoft.Build.Framework;

namespace Selma.Tasks.Tests;

public static class MessageTextTests
{
    [Fact]
    public static void An_error_in_a_file_is_clickable_by_its_short_path() => Assert.Equal(
        "experiments/tiny/experiment.yaml(4,3): error SELMA1004: 'x' is not a setting.",
        MessageText.Of(Error("SELMA1004", Path.GetFullPath("experiments/tiny/experiment.yaml"), 4, 3)));

    [Fact]
    public static void A_whole_file_has_no_line() =>
        Assert.Equal("/a/b.yaml: error SELMA1001: 'x' is not a setting.", MessageText.Of(Error("SELMA1001", "/a/b.yaml", 0, 0)));

    [Fact]
    public static void The_place_of_the_task_in_the_project_is_not_the_place_of_the_error() =>
        Assert.Equal("error SELMA2202: 'x' is not a setting.", MessageText.Of(Error("SELMA2202", "/a/Selma.Tasks.targets", 60, 5)));

    [Fact]
    public static void Other_errors_keep_their_place() =>
        Assert.Equal("/a/Selma.Tasks.targets(60,5): error MSB4018: 'x' is not a setting.", MessageText.Of(Error("MSB4018", "/a/Selma.Tasks.targets", 60, 5)));

    private static BuildErrorEventArgs Error(string code, string file, int line, int column) =>
        new(null, code, file, line, column, 0, 0, "'x' is not a setting.", null, null);
}
