using System.Text.Json;
using Selma.TestKit;

namespace Selma.Tasks.Tests;

/// <summary>The plugin in a real MSBuild.</summary>
public static class PluginTests
{
    private const string Experiment = "model: mini\nskills: [coco]\nprompts:\n  count: 4\n";

    [Fact]
    public static void Libtorch_loads_in_MSBuilds_own_load_context()
    {
        using var project = new MSBuildProject(Experiment);
        var (exitCode, output) = project.Run("-t:Doctor");

        Assert.True(exitCode == 0, output);
        Assert.Matches("ok +libtorch +2\\.", output);
        Assert.Matches("ok +experiment", output);
        Assert.Matches("ok +locks", output);
    }

    [Fact]
    public static void Doctor_tells_that_a_variable_is_unset_and_shows_no_value()
    {
        using var project = new MSBuildProject("model: mini\nskills: [coco]\nprompts: { writer: openai, api_key_env: MY_UNSET_KEY }\n");

        Assert.Matches("warn +experiment +MY_UNSET_KEY is not set", project.Run("-t:Doctor").Output);
    }

    [Fact]
    public static void An_error_has_code_file_line_and_column()
    {
        using var project = new MSBuildProject(Experiment.Replace("count", "cuont", StringComparison.Ordinal));
        var (exitCode, output) = project.Run("-t:Plan");

        Assert.Equal(1, exitCode);
        Assert.Contains($"{project.ExperimentFile}(4,3): error SELMA1004: 'prompts.cuont' is not a setting.", output, StringComparison.Ordinal);
    }

    [Fact]
    public static void A_setting_reaches_the_experiment_with_its_commas_and_semicolons()
    {
        using var project = new MSBuildProject(Experiment);

        Assert.Contains("--set prompts.writer=a;b", project.Run("-t:Plan", "-p:SelmaSet=\"prompts.writer=a%3bb\"").Output, StringComparison.Ordinal);
        Assert.Contains("'prompts.count' is '0'", project.Run("-t:Plan", "-p:SelmaSet=\"skills=[coco];prompts.count=0\"").Output, StringComparison.Ordinal);
    }

    [Fact]
    public static async Task The_record_of_a_run_says_which_stage_failed()
    {
        await using var server = await ChatServer.Start(_ => ChatAnswer.Error(401, "x", "Wrong key"));
        using var project = new MSBuildProject(
            $"model: mini\nskills: [coco]\nprompts: {{ writer: openai, endpoint: \"{server.Endpoint}\", api_key_env: MY_KEY }}\n");
        project.Variables.Add("MY_KEY", "any");
        var run = project.File("out", "tiny", "runs", "20261124T095204Z-2b93ff");
        _ = Directory.CreateDirectory(run);
        var (exitCode, output) = project.Run(
            "-t:Prompts",
            "-p:SelmaTargets=Prompts",
            $"-p:SelmaRun={run}",
            $"-logger:Selma.Tasks.SelmaLogger,{MSBuildProject.Assembly()};{run}");

        Assert.Equal(1, exitCode);
        Assert.Contains("error SELMA2013", output, StringComparison.Ordinal);
        using var json = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(run, "run.json")));
        Assert.Equal("failed", json.RootElement.GetProperty("outcome").GetString());
        var stage = Assert.Single(json.RootElement.GetProperty("stages").EnumerateArray());
        Assert.Equal(("coco/prompts", "failed"), (stage.GetProperty("stage").GetString(), stage.GetProperty("action").GetString()));
    }

    [Fact]
    public static void Prompts_are_made_once_without_libtorch()
    {
        using var project = new MSBuildProject(Experiment);
        var (exitCode, output) = project.Run("-t:Prompts", "-p:SelmaTargets=Prompts");

        Assert.True(exitCode == 0, output);
        Assert.Equal(4, File.ReadAllLines(project.File("out", "tiny", "1-prompts", "coco", "prompts.jsonl")).Length);

        // The second time the chain is not even begun: the plan knows.
        Assert.DoesNotContain("SkillPrompts", project.Run("-t:Prompts", "-p:SelmaTargets=Prompts", "-v:detailed").Output, StringComparison.Ordinal);
    }

    [Fact]
    public static void MSBuild_itself_skips_a_stage_whose_key_is_reconciled()
    {
        using var project = new MSBuildProject(Experiment);
        _ = project.Run("-t:SkillPrompts", "-p:SelmaInstance=coco");
        var (_, output) = project.Run("-t:SkillPrompts", "-p:SelmaInstance=coco", "-v:detailed");

        Assert.Contains("Skipping target \"SkillPrompts\" because all output files are up-to-date", output, StringComparison.Ordinal);
    }

    [Fact]
    public static void A_stop_file_stops_a_run_before_anything_begins()
    {
        using var project = new MSBuildProject(Experiment);
        _ = project.Write("run/stop", "");
        var (exitCode, output) = project.Run("-t:Prompts", $"-p:SelmaRun={project.File("run")}");

        Assert.Equal(1, exitCode);
        Assert.Contains("error SELMA9001", output, StringComparison.Ordinal);
        Assert.False(Directory.Exists(project.File("out", "tiny", "1-prompts", "coco")));
    }

    [Fact]
    public static void The_logger_writes_log_and_result_and_a_table()
    {
        using var project = new MSBuildProject(Experiment);
        _ = Directory.CreateDirectory(project.File("run"));
        var (exitCode, output) = project.Run(
            "-t:Prompts",
            "-p:SelmaTargets=Prompts",
            $"-p:SelmaRun={project.File("run")}",
            "-noConsoleLogger",
            $"-logger:Selma.Tasks.SelmaLogger,{MSBuildProject.Assembly()};{project.File("run")}");

        Assert.True(exitCode == 0, output);
        Assert.Matches("coco/prompts: ran in 0:[0-9]{2}", output);
        Assert.Matches("Prompts +Succeeded +0:[0-9]{2} +1 ran", output);
        Assert.Contains("\"exitCode\": 0", File.ReadAllText(project.File("run", "result.json")), StringComparison.Ordinal);
        Assert.Contains("\"type\":\"SELMASTARTED\",\"id\":\"coco/prompts\"", File.ReadAllText(project.File("run", "log.jsonl")), StringComparison.Ordinal);
    }

    [Fact]
    public static void A_configuration_error_shows_as_2_in_the_result()
    {
        using var project = new MSBuildProject("skils: [coco]\n");
        _ = Directory.CreateDirectory(project.File("run"));
        _ = project.Run("-t:Merge", "-noConsoleLogger", $"-logger:Selma.Tasks.SelmaLogger,{MSBuildProject.Assembly()};{project.File("run")}");

        Assert.Contains("\"exitCode\": 2", File.ReadAllText(project.File("run", "result.json")), StringComparison.Ordinal);
    }
}
