using System.Text.Json;

namespace Selma.EndToEnd.Tests;

/// <summary>A build that has ended.</summary>
/// <param name="ExitCode">Its exit code.</param>
/// <param name="Output">What it wrote, errors included.</param>
/// <param name="Stages">The stages that it brought up to date, <c>coco/images</c>, in order.</param>
/// <param name="Restored">Those of them that came out of the store.</param>
internal sealed record BuildRun(int ExitCode, string Output, IReadOnlyList<string> Stages, IReadOnlyList<string> Restored)
{
    /// <summary>Reads the result of the newest run; a run in which nothing happened leaves none.</summary>
    /// <param name="exitCode">The front-end's exit code.</param>
    /// <param name="output">What it wrote.</param>
    /// <param name="folder">The run's folder, or null.</param>
    public static BuildRun Of(int exitCode, string output, string? folder)
    {
        var file = Path.Combine(folder ?? "", "result.json");
        if (folder is null || !File.Exists(file))
        {
            return new(exitCode, output, [], []);
        }

        using var json = JsonDocument.Parse(File.ReadAllBytes(file));
        var stages = json.RootElement.GetProperty("stages").EnumerateArray()
            .Select(stage => (Id: stage.GetProperty("id").GetString()!, Action: stage.GetProperty("action").GetString()!))
            .Where(stage => stage.Action != "UpToDate").ToArray();
        return new(exitCode, output, [.. stages.Select(stage => stage.Id)], [.. stages.Where(stage => stage.Action == "Restored").Select(stage => stage.Id)]);
    }

    /// <summary>Fails the test, with the output, unless the build succeeded.</summary>
    public BuildRun Succeeded() => Ended(0);

    /// <summary>Fails the test, with the output, unless the build ended with this code.</summary>
    public BuildRun Ended(int code)
    {
        Assert.True(ExitCode == code, $"exit code {ExitCode} instead of {code}:\n{Output}");
        return this;
    }
}
