using System.Text.Json;

namespace Selma.Build.Tests;

public static class TestRunTests
{
    [Fact]
    public static void All_tests_run_in_the_configuration_that_the_front_end_has() =>
        Assert.Equal(
            [
                "test", "--solution", "Selma.slnx", "--configuration", "Release", "--max-parallel-test-modules", "1",
                "--results-directory", "/reports", "--report-xunit-ctrf", "--ignore-exit-code", "8",
            ],
            TestRun.Arguments("/reports", filter: null));

    [Fact]
    public static void A_filter_is_part_of_a_class_or_a_method() =>
        Assert.Equal(
            ["--filter-query", "/*/*/*Golden*/*", "--filter-query", "/*/*/*/*Golden*"],
            TestRun.Arguments("/reports", "Golden").Skip(12));

    [Fact]
    public static void Counts_are_summed_over_reports()
    {
        var folder = Directory.CreateTempSubdirectory("selma-test-");
        try
        {
            Report("a.ctrf", passed: 3, failed: 0, skipped: 1);
            Report("b.ctrf", passed: 4, failed: 2, skipped: 0);

            Assert.Equal(new TestCounts(7, 2, 1), TestCounts.Read(folder.FullName));
        }
        finally
        {
            folder.Delete(recursive: true);
        }

        void Report(string name, int passed, int failed, int skipped)
        {
            using var text = File.CreateText(Path.Combine(folder.FullName, name));
            text.Write(JsonSerializer.Serialize(new { results = new { summary = new { passed, failed, skipped } } }));
        }
    }
}
