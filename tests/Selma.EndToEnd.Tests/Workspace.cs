using System.Diagnostics;
using Selma.TestKit;

namespace Selma.EndToEnd.Tests;

/// <summary>A folder with an experiment of two skills, so small that all stages together take seconds, built by the real <c>build.sh</c>.</summary>
internal sealed class Workspace : IDisposable
{
    /// <summary>The experiment's name.</summary>
    public const string Experiment = "two";

    /// <summary>An experiment within it, which compares more.</summary>
    public const string Table2 = "table2";

    private readonly TemporaryFolder _folder = new();

    /// <summary>A workspace as written, with nothing built.</summary>
    public Workspace()
    {
        Root = _folder.FullPath;
        Write("experiments/models.yaml", $"mini: {{ path: {EmbeddedModel.Folder()} }}\n");
        Write($"experiments/{Experiment}/experiment.yaml", """
            model: mini
            dtype: float32
            skills: [coco, whoops]
            prompts: { count: 6 }
            images: { num_inference_steps: 2, guidance_scale: 2 }
            experts:
              rank: 2
              train_batch_size: 4
              max_train_steps: 6
              checkpointing_steps: 2
              choose: last
            evaluation: { prompts_per_source: 1, resamples: 100 }

            """);
        Write($"experiments/{Experiment}/{Table2}/experiment.yaml", """
            extends: ../experiment.yaml
            joint:
              joint-2:
              joint-2-epochs: { equal_epochs: true }
            merges:
              merged-1: { skills: [coco] }

            """);
        foreach (var skill in new[] { "coco", "whoops" })
        {
            Write(SkillFile(skill), File.ReadAllText(Path.Combine(Repository.Root, "experiments", "tiny", "skills", $"{skill}.yaml")));
        }
    }

    private Workspace(string copied)
    {
        Root = Path.Combine(_folder.FullPath, "copy");
        CopyFolder(copied, Root);
    }

    /// <summary>The folder.</summary>
    public string Root { get; private set; }

    /// <summary>The experiment that is built.</summary>
    public string Chosen { get; set; } = Experiment;

    /// <summary>Where results go.</summary>
    public string Out { get => field ?? Path.Combine(Root, "out"); init; }

    /// <summary>The experiment's file, from the workspace's folder.</summary>
    public static string ExperimentFile => $"experiments/{Experiment}/experiment.yaml";

    /// <summary>A skill's file, from the workspace's folder.</summary>
    public static string SkillFile(string skill) => $"experiments/{Experiment}/skills/{skill}.yaml";

    /// <summary>The same in another place, with results, files dated anew.</summary>
    public Workspace Copy() => new(Root);

    /// <summary>Moves it elsewhere.</summary>
    public void Move()
    {
        var elsewhere = Path.Combine(_folder.FullPath, "moved");
        Directory.Move(Root, elsewhere);
        Root = elsewhere;
    }

    /// <summary>A file's text.</summary>
    public string Read(string file) => File.ReadAllText(Path.Combine(Root, file));

    /// <summary>Writes a file, dated now.</summary>
    public void Write(string file, string text) => Core.Artifacts.AtomicFile.WriteText(Path.Combine(Root, file), text);

    /// <summary>Changes a file's text.</summary>
    public void Edit(string file, string from, string to)
    {
        Assert.Contains(from, Read(file), StringComparison.Ordinal);
        Write(file, Read(file).Replace(from, to, StringComparison.Ordinal));
    }

    /// <summary>Replaces a skill's first seed prompt by one of another form, so that other prompts are written.</summary>
    public void ChangeSeedPrompt(string skill)
    {
        var lines = Read(SkillFile(skill)).Split('\n');
        lines[Array.FindIndex(lines, line => line.StartsWith("  - ", StringComparison.Ordinal))] = "  - three large purple rings on a mint background";
        Write(SkillFile(skill), string.Join('\n', lines));
    }

    /// <summary>Runs <c>build.sh</c> to its end.</summary>
    public BuildRun Run(params string[] arguments)
    {
        using var process = Start(arguments);
        return process.Finish();
    }

    /// <summary>Starts <c>build.sh</c>.</summary>
    public RunningBuild Start(params string[] arguments)
    {
        // A runner that was itself begun in the background ignores SIGINT, and so would all below it.
        string[] command = [.. OperatingSystem.IsLinux() ? ["env", "--default-signal=INT"] : Array.Empty<string>(), Path.Combine(Repository.Root, "build.sh")];
        var start = new ProcessStartInfo(command[0], [.. command[1..], .. arguments, "--experiment", Chosen])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var name in start.Environment.Keys.Where(IsForeign).ToArray())
        {
            _ = start.Environment.Remove(name);
        }

        start.Environment["SELMA_EXPERIMENTS"] = Path.Combine(Root, "experiments");
        start.Environment["SELMA_OUT"] = Out;
        return new(Process.Start(start)!, Path.Combine(Out, Chosen, "runs"));
    }

    /// <summary>Every output file with its bytes' digest; records are left out, since they hold times, and locks.</summary>
    public IReadOnlyDictionary<string, string> Outputs() => new[] { "1-prompts", "2-images", "3-experts", "4-merged" }
        .Select(stage => Path.Combine(Out, Experiment, stage)).Where(Directory.Exists)
        .SelectMany(folder => Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories))
        .Where(file => Path.GetExtension(file) is not (".done" or ".lock"))
        .ToDictionary(file => Path.GetRelativePath(Out, file), file => Convert.ToHexString(System.Security.Cryptography.SHA256.HashData(File.ReadAllBytes(file))));

    /// <inheritdoc/>
    public void Dispose() => _folder.Dispose();

    /// <summary>What the test runner's own MSBuild, or the user, has set must not reach the build.</summary>
    public static bool IsForeign(string name) =>
        name.StartsWith("MSBUILD", StringComparison.OrdinalIgnoreCase) || name.StartsWith("SELMA", StringComparison.OrdinalIgnoreCase);

    private static void CopyFolder(string from, string to)
    {
        _ = Directory.CreateDirectory(to);
        foreach (var folder in Directory.EnumerateDirectories(from))
        {
            CopyFolder(folder, Path.Combine(to, Path.GetFileName(folder)));
        }

        foreach (var file in Directory.EnumerateFiles(from))
        {
            File.Copy(file, Path.Combine(to, Path.GetFileName(file)));
        }
    }
}
