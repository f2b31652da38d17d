using System.Text.Json;
using Selma.Core.Artifacts;
using Selma.Core.Pipeline;
using Selma.TestKit;

namespace Selma.Core.Tests.Pipeline;

/// <summary>What <c>run.json</c> says before the first stage.</summary>
public sealed class RunStartTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    [Fact]
    public void A_run_begins_with_command_experiment_settings_versions_and_machine()
    {
        var yaml = $"model: {EmbeddedModel.Folder()}\nskills: [coco]\nseed: 7\nexperts: {{ rank: 4 }}\n";
        var file = _folder.Write("experiments/one/experiment.yaml", yaml);
        _ = _folder.Write("experiments/one/skills/coco.yaml", "description: scenes\nseed_prompts: [a red box, a blue sun, two green cats]\nexperts: { rank: 3 }\n");
        var run = _folder.File("out", "one", "runs", "20261124T095204Z-2b93ff");
        var build = ExperimentBuild.Open(new() { ExperimentFile = file, OutFolder = _folder.File("out"), RunFolder = run });
        build.Begin(["Merge", "--set", "prompts.api_key=hunter2", "--set", "a.b=https://me:hunter2@host/v1", "--force"], build.Plan(["Merge"]));

        var text = File.ReadAllText(Path.Combine(run, "run.json"));
        Assert.DoesNotContain("hunter2", text, StringComparison.Ordinal);
        Assert.DoesNotContain(_folder.FullPath, text, StringComparison.Ordinal);
        using var json = JsonDocument.Parse(text);
        var root = json.RootElement;
        Assert.Equal(
            ["Merge", "--set", "prompts.api_key=(hidden)", "--set", "a.b=https://(hidden)@host/v1", "--force"],
            root.GetProperty("command").EnumerateArray().Select(word => word.GetString()));
        Assert.Equal(("one", Digest.OfFile(file)), (root.GetProperty("experiment").GetProperty("name").GetString(), root.GetProperty("experiment").GetProperty("sha256").GetString()));
        var config = root.GetProperty("config");
        Assert.Equal(3, config.GetProperty("skills").GetProperty("coco").GetProperty("experts").GetProperty("rank").GetInt32());
        Assert.Equal(("paper", "shapes", 40), (
            config.GetProperty("merge").GetProperty("method").GetString(),
            config.GetProperty("evaluation").GetProperty("benchmark").GetString(),
            config.GetProperty("evaluation").GetProperty("prompts_per_source").GetInt32()));
        Assert.Equal(7, root.GetProperty("seeds").GetProperty("experiment").GetInt32());
        Assert.Equal(JsonValueKind.Null, root.GetProperty("git").GetProperty("commit").ValueKind); // the folder is in no checkout
        Assert.StartsWith("0.", root.GetProperty("versions").GetProperty("torchSharp").GetString(), StringComparison.Ordinal);
        Assert.Equal(Environment.ProcessorCount, root.GetProperty("machine").GetProperty("cores").GetInt32());
        Assert.True(root.GetProperty("machine").GetProperty("ram").GetInt64() > 1 << 20);
        Assert.Equal(
            ["1-prompts/coco dirty", "2-images/coco unknown", "3-experts/coco unknown", "4-merged unknown"],
            root.GetProperty("stages").EnumerateArray().Select(stage => $"{stage.GetProperty("id")} {stage.GetProperty("before")}"));
    }

    [Fact]
    public void Where_files_lie_is_not_told()
    {
        var model = EmbeddedModel.Folder();
        var file = _folder.Write(
            "experiments/one/experiment.yaml",
            $"model: {model}\nskills: [coco, whoops]\nprompts: {{ writer: openai, language_model: /home/me/llama.gguf }}\n");
        foreach (var skill in new[] { "coco", "whoops" })
        {
            _ = _folder.Write(
                $"experiments/one/skills/{skill}.yaml", "description: scenes\nseed_prompts: [a red box, a blue sun, two green cats]\n");
        }

        var answers = _folder.Write("me/answers.csv", "");
        var coefficients = _folder.Write("me/coefficients.json", "{}");
        string[] settings =
            [$"model={model}", $"evaluation.answerer={answers}", "merge.method=cat_learned", $"merge.coefficients={coefficients}"];
        var run = _folder.File("out", "one", "runs", "20261124T095204Z-2b93ff");
        var build = ExperimentBuild.Open(new()
        {
            ExperimentFile = file,
            OutFolder = _folder.File("out"),
            RunFolder = run,
            Overrides = settings.Select(setting => setting.Split('=')).ToDictionary(pair => pair[0], pair => pair[1]),
        });
        build.Begin(["Prompts", .. settings.SelectMany(setting => new[] { "--set", setting })], build.Plan(["Prompts"]));

        var text = File.ReadAllText(Path.Combine(run, "run.json"));
        Assert.DoesNotContain(_folder.FullPath, text, StringComparison.Ordinal);
        Assert.DoesNotContain("/home/me", text, StringComparison.Ordinal);
        Assert.DoesNotContain(Path.GetDirectoryName(model)!, text, StringComparison.Ordinal);
        using var json = JsonDocument.Parse(text);
        var root = json.RootElement;
        Assert.Equal(
            [
                "Prompts", "--set", $"model={Path.GetFileName(model)}", "--set", "evaluation.answerer=answers.csv",
                "--set", "merge.method=cat_learned", "--set", "merge.coefficients=coefficients.json",
            ],
            root.GetProperty("command").EnumerateArray().Select(word => word.GetString()));
        var config = root.GetProperty("config");
        Assert.Equal(
            (Path.GetFileName(model), "llama.gguf", "answers.csv"),
            (
                config.GetProperty("model").GetString(),
                config.GetProperty("skills").GetProperty("coco").GetProperty("prompts").GetProperty("language_model").GetString(),
                config.GetProperty("evaluation").GetProperty("scores").GetProperty("answerer").GetString()));
    }

    [Fact]
    public void Without_a_folder_of_a_run_nothing_is_written()
    {
        var file = _folder.Write("experiments/one/experiment.yaml", $"model: {EmbeddedModel.Folder()}\nskills: [coco]\n");
        _ = _folder.Write("experiments/one/skills/coco.yaml", "description: scenes\nseed_prompts: [a red box, a blue sun, two green cats]\n");
        BuildOptions options = new() { ExperimentFile = file, OutFolder = _folder.File("out") };
        foreach (var run in new[] { null, _folder.File("elsewhere") })
        {
            var build = ExperimentBuild.Open(options with { RunFolder = run });
            build.Begin(["Merge"], build.Plan(["Merge"]));
        }

        Assert.Empty(Directory.EnumerateFiles(_folder.FullPath, "run.json", SearchOption.AllDirectories));
    }

    public void Dispose() => _folder.Dispose();
}
