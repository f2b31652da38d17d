using System.Diagnostics;
using Selma.Core.Artifacts;
using Selma.Core.Pipeline;
using Selma.TestKit;

namespace Selma.Core.Tests.Pipeline;

/// <summary>Planning, reconciling and writing prompts are managed code: libtorch takes a second to load and half a gigabyte.</summary>
public sealed class NoTorchTests : IDisposable
{
    private const string Folder = "SELMA_TEST_CHILD_FOLDER";
    private readonly TemporaryFolder _folder = new();

    [Fact]
    public void Planning_and_prompts_load_no_libtorch() => AssertNoTorch("");

    [Fact]
    public async Task Neither_does_asking_a_language_model()
    {
        await using var server = await ChatServer.Start();
        AssertNoTorch($", writer: openai, endpoint: \"{server.Endpoint}\"");
        Assert.NotEmpty(server.Calls);
    }

    private void AssertNoTorch(string writer)
    {
        var own = Path.Combine(Repository.Root, "models", "selma-mini");
        var model = Directory.Exists(own) ? own : Shared.Mini("selma-mini-prototype");
        AtomicFile.WriteText(
            _folder.File("experiments", "one", "experiment.yaml"), $"model: {model}\nskills: [coco]\nprompts: {{ count: 10{writer} }}\n");
        AtomicFile.WriteText(
            _folder.File("experiments", "one", "skills", "coco.yaml"),
            File.ReadAllText(Path.Combine(Repository.Root, "experiments", "tiny", "skills", "coco.yaml")));
        ChildTest.Finish(ChildTest.Start(typeof(NoTorchTests), nameof(Build_prompts_in_a_child_process), (Folder, _folder.FullPath)));
        Assert.Equal(10, PromptFile.Read(_folder.File("out", "one", "1-prompts", "coco", "prompts.jsonl")).Count);
    }

    /// <summary>What the test above starts in another process.</summary>
    [Fact(Explicit = true)]
    public async Task Build_prompts_in_a_child_process()
    {
        var folder = Environment.GetEnvironmentVariable(Folder)!;
        var build = ExperimentBuild.Open(new()
        {
            ExperimentFile = Path.Combine(folder, "experiments", "one", "experiment.yaml"),
            OutFolder = Path.Combine(folder, "out"),
            RunFolder = Path.Combine(folder, "out", "one", "runs", "20261124T095204Z-2b93ff"),
        });
        var prompts = new StageId("prompts", "coco");
        var plan = build.Plan(["Report"]);
        Assert.False(plan.IsUpToDate);
        Assert.Contains("never built", build.Status(), StringComparison.Ordinal);
        Assert.Contains("must run", build.Why(["Report"]), StringComparison.Ordinal);
        build.Begin(["Report"], plan);
        Assert.NotEmpty(Directory.EnumerateFiles(Path.Combine(folder, "out", "one", "runs"), "run.json", SearchOption.AllDirectories));
        Assert.False(build.Reconcile(prompts));
        var outcome = await build.Run(prompts, new Listener<TimedProgress>(_ => { }), TestContext.Current.CancellationToken);
        Assert.Equal(StageAction.Ran, outcome.Action);
        Assert.False(build.Reconcile(new("images", "coco")));
        Assert.DoesNotContain(
            Process.GetCurrentProcess().Modules.Cast<ProcessModule>(), module => module.ModuleName.Contains("torch_cpu", StringComparison.Ordinal));
    }

    public void Dispose() => _folder.Dispose();
}
