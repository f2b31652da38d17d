using System.Diagnostics;
using System.Runtime.InteropServices;
using Selma.TestKit;

namespace Selma.Tasks.Tests;

/// <summary>A project of a user's own that imports the plugin, built by the real <c>dotnet msbuild</c>.</summary>
internal sealed class MSBuildProject : IDisposable
{
    private static readonly string Dotnet =
        Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? Path.Combine(RuntimeEnvironment.GetRuntimeDirectory(), "..", "..", "..", "dotnet");

    private readonly TemporaryFolder _folder = new();

    /// <summary>Writes a project with an experiment named <c>tiny</c> beside it.</summary>
    /// <param name="experiment">The experiment's YAML.</param>
    public MSBuildProject(string experiment)
    {
        var plugin = Path.Combine(Repository.Root, "src", "Selma.Tasks", "build", "Selma.Tasks");
        _ = _folder.Write("My.proj", $"""
            <Project DefaultTargets="Report">
              <PropertyGroup>
                <SelmaTasksAssembly>{Assembly()}</SelmaTasksAssembly>
              </PropertyGroup>
              <Import Project="{plugin}.props" />
              <Import Project="{plugin}.targets" />
              <Import Project="More.targets" Condition="Exists('More.targets')" />
            </Project>
            """);
        _ = _folder.Write("models.yaml", $"mini: {{ path: {EmbeddedModel.Folder()} }}\n");
        ExperimentFile = _folder.Write("tiny/experiment.yaml", experiment);
        _ = _folder.Write("tiny/skills/coco.yaml", "description: things\nseed_prompts: [a small red heart above a brown box, a yellow star and a large blue ball, a green tent to the left of a small purple ring]\n");
    }

    /// <summary>The experiment's file.</summary>
    public string ExperimentFile { get; }

    /// <summary>Variables of the environment that it is built in.</summary>
    public Dictionary<string, string> Variables { get; } = [];

    /// <summary>The project's folder.</summary>
    public string Folder => _folder.FullPath;

    /// <summary>Where results go.</summary>
    public string Out => _folder.File("out");

    /// <summary>A path in the project's folder.</summary>
    public string File(params string[] parts) => _folder.File(parts);

    /// <summary>Writes a file into the project's folder.</summary>
    public string Write(string name, string text) => _folder.Write(name, text);

    /// <summary>Builds.</summary>
    /// <returns>MSBuild's exit code and what it wrote.</returns>
    public (int ExitCode, string Output) Run(params string[] arguments)
    {
        var start = new ProcessStartInfo(Dotnet, ["msbuild", _folder.File("My.proj"), "-nologo", "-m:1", "-nodeReuse:false", .. arguments])
        {
            WorkingDirectory = _folder.FullPath,
            RedirectStandardOutput = true,
        };
        foreach (var name in start.Environment.Keys.Where(IsForeign).ToArray())
        {
            _ = start.Environment.Remove(name);
        }

        foreach (var (name, value) in Variables)
        {
            start.Environment[name] = value;
        }

        start.Environment["DOTNET_CLI_USE_MSBUILD_SERVER"] = "0";
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, output);
    }

    /// <inheritdoc/>
    public void Dispose() => _folder.Dispose();

    /// <summary>The plugin as this configuration built it: its folder lies beside that of these tests.</summary>
    public static string Assembly()
    {
        var configuration = new DirectoryInfo(AppContext.BaseDirectory).Name;
        return Path.Combine(Repository.Root, "out", "bin", "bin", "Selma.Tasks", configuration, "Selma.Tasks.dll");
    }

    private static bool IsForeign(string name) =>
        name.StartsWith("MSBUILD", StringComparison.OrdinalIgnoreCase) || name.StartsWith("SELMA", StringComparison.OrdinalIgnoreCase);
}
