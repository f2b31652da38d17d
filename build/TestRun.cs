using System.Diagnostics;

namespace Selma.Build;

/// <summary>Runs the project's own tests and sums their results up.</summary>
internal sealed class TestRun(Checkout checkout, Request request)
{
    /// <summary>Compiles what changed, runs the tests, and closes with a line of counts.</summary>
    public int Run()
    {
        var reports = Directory.CreateTempSubdirectory("selma-tests-");
        try
        {
            var start = new ProcessStartInfo(Checkout.Dotnet, Arguments(reports.FullName, request.Filter)) { WorkingDirectory = checkout.Root };
            _ = start.Environment.TryAdd("OMP_NUM_THREADS", "1"); // test classes run side by side; OpenMP's threads would spin against one another
            using var child = new Child(start, request.Grace, () => { });
            var (exitCode, stopped) = child.Run();
            var counts = TestCounts.Read(reports.FullName);
            counts = exitCode != 0 && counts.Failed == 0 ? counts with { Failed = 1 } : counts; // a module that crashed or did not compile
            Console.Out.WriteLine($"{counts.Passed} passed, {counts.Failed} failed, {counts.Skipped} skipped");
            return stopped ?? (exitCode == 0 ? 0 : 1);
        }
        finally
        {
            reports.Delete(recursive: true);
        }
    }

    /// <summary>The arguments of <c>dotnet test</c>.</summary>
    /// <param name="reports">Folder for a report per test project.</param>
    /// <param name="filter">Part of a class or method name; null runs all.</param>
    internal static IReadOnlyList<string> Arguments(string reports, string? filter)
    {
        string[] query = filter is null ? [] : ["--filter-query", $"/*/*/*{filter}*/*", "--filter-query", $"/*/*/*/*{filter}*"];
        return
        [
            "test", "--solution", "Selma.slnx", "--configuration", "Release", "--max-parallel-test-modules", "1",
            "--results-directory", reports, "--report-xunit-ctrf",
            "--ignore-exit-code", "8", // a project in which the filter leaves nothing
            .. query,
        ];
    }
}
