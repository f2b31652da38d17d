using System.Diagnostics;
using Selma.TestKit;

namespace Selma.EndToEnd.Tests;

/// <summary>The package of the plugin, in a project that knows nothing of this checkout.</summary>
public static class PackTests
{
    [Fact]
    public static void A_project_of_ones_own_merges_with_the_package()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Packages are made and tried on Linux.");
        using var workspace = new Workspace();
        Assert.Contains("Successfully created package", workspace.Run("Pack").Succeeded().Output, StringComparison.Ordinal);
        var packages = Environment.GetEnvironmentVariable("NUGET_PACKAGES") ?? Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".nuget", "packages");
        workspace.Write("experiments/nuget.config", $"""
            <configuration>
              <packageSources><clear /><add key="selma" value="{Path.Combine(workspace.Out, "packages")}" /></packageSources>
              <fallbackPackageFolders><add key="machine" value="{packages}" /></fallbackPackageFolders>
            </configuration>
            """);
        workspace.Write("experiments/My.csproj", $"""
            <Project Sdk="Microsoft.NET.Sdk">
              <PropertyGroup>
                <TargetFramework>net10.0</TargetFramework>
                <RestorePackagesPath>packages</RestorePackagesPath>
                <SelmaExperiment>{Workspace.Experiment}</SelmaExperiment>
              </PropertyGroup>
              <ItemGroup>
                <PackageReference Include="Selma.Tasks" Version="0.1.0" />
              </ItemGroup>
            </Project>
            """);

        var (exitCode, output) = MSBuild(workspace, "-restore", "-t:Merge");
        Assert.True(exitCode == 0, output);
        var results = Path.Combine(workspace.Root, "experiments", "out", Workspace.Experiment);
        Assert.True(File.Exists(Path.Combine(results, "4-merged", "pytorch_lora_weights.safetensors")), output);
        Assert.Matches("whoops/expert .* up to date", MSBuild(workspace, "-t:Status").Output);
    }

    private static (int ExitCode, string Output) MSBuild(Workspace workspace, params string[] arguments)
    {
        var dotnet = File.ReadAllText(Path.Combine(Repository.Root, "out", "bin", "front-end.stamp")).Trim();
        var start = new ProcessStartInfo(dotnet, ["msbuild", "-nologo", "-m:1", "-nodeReuse:false", .. arguments])
        {
            WorkingDirectory = Path.Combine(workspace.Root, "experiments"),
            RedirectStandardOutput = true,
        };
        foreach (var name in start.Environment.Keys.Where(Workspace.IsForeign).ToArray())
        {
            _ = start.Environment.Remove(name);
        }

        start.Environment["DOTNET_CLI_USE_MSBUILD_SERVER"] = "0";
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, output);
    }
}
