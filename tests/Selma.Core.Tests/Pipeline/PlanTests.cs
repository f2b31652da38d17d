using Selma.Core.Artifacts;
using Selma.Core.Models.Language.Chat;
using Selma.Core.Pipeline;
using Selma.TestKit;

namespace Selma.Core.Tests.Pipeline;

public sealed class PlanTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly StubExperiment _experiment = new();

    [Fact]
    public void A_plan_reads_like_the_specification()
    {
        string Say(StageState state, string reason) => Assert.Single(
            new BuildPlan("tiny", [new(new("merge"), state, reason, 100)]).Text.Split('\n'), line => line.StartsWith("  ", StringComparison.Ordinal));
        Assert.Equal("  merge  run      learning_rate 0.0001 -> 0.0003  about 2 min", Say(StageState.Dirty, "learning_rate 0.0001 -> 0.0003"));
        Assert.Equal("  merge  maybe    after coco/expert  up to 2 min", Say(StageState.Unknown, "after coco/expert"));
        Assert.Equal("  merge  restore (local, 12 MiB)", Say(StageState.Restorable, "local, 12 MiB"));
        Assert.Equal("  merge  resume   at 412/1000 images  about 2 min", Say(StageState.Resumable, "at 412/1000 images"));
    }

    [Fact]
    public void Chains_with_nothing_to_do_are_only_counted_and_times_are_added_up()
    {
        var plan = new BuildPlan(
            "tiny",
            [
                new(new("prompts", "coco"), StageState.Clean, "", 30, "coco"),
                new(new("images", "coco"), StageState.Restorable, "local, 11.8 MiB", 240, "coco"),
                new(new("expert", "coco"), StageState.Dirty, "learning_rate 0.0001 -> 0.0003", 360, "coco"),
                new(new("prompts", "whoops"), StageState.Clean, "", 30, "whoops"),
                new(new("expert", "whoops"), StageState.Clean, "", 360, "whoops"),
                new(new("merge"), StageState.Unknown, "after coco/expert", 600),
            ]);
        Assert.Equal(
            """
            Experiment tiny
              coco/prompts  up to date
              coco/images   restore (local, 11.8 MiB)
              coco/expert   run      learning_rate 0.0001 -> 0.0003  about 6 min
              merge         maybe    after coco/expert               up to 10 min
            3 up to date, 1 to restore, 1 to run, 1 maybe: 6 min to 16 min
            """.ReplaceLineEndings("\n"),
            plan.Text);
        Assert.Equal(["coco"], plan.SkillsToBuild);
        Assert.Equal([new("merge")], plan.ExperimentStagesToBuild);
    }

    [Fact]
    public void A_plan_says_what_a_language_model_will_cost()
    {
        ChatAccount Ask(double? cost) => new(59, new(1, 2), 0, cost);
        Assert.Equal(
            """
            Experiment tiny
              coco/prompts    run      never built  about 10 s, up to about $0.022 for 59 requests
              whoops/prompts  run      never built  up to about $0.022 for 59 requests
              vases/prompts   run      never built  up to about 59 requests
            3 to run; up to about $0.044
            """.ReplaceLineEndings("\n"),
            new BuildPlan(
                "tiny",
                [
                    new(new("prompts", "coco"), StageState.Dirty, "never built", 10, Forecast: Ask(0.0222)),
                    new(new("prompts", "whoops"), StageState.Dirty, "never built", null, Forecast: Ask(0.0222)),
                    new(new("prompts", "vases"), StageState.Dirty, "never built", null, Forecast: Ask(null)),
                ]).Text);
    }

    [Fact]
    public void A_plan_says_how_much_memory_stages_need()
    {
        MemoryForecast Need(long bytes, bool isOnGpu = false) => new(bytes, isOnGpu, []);
        Assert.Equal(
            """
            Experiment tiny
              coco/images    run      never built          about 12 min, 4.2 GB
              coco/expert    maybe    after coco/images    up to 20 min, 11.0 GB on the GPU
              whoops/expert  maybe    after whoops/images  about 0.1 GB
            1 to run, 2 maybe
            """.ReplaceLineEndings("\n"),
            new BuildPlan(
                "tiny",
                [
                    new(new("images", "coco"), StageState.Dirty, "never built", 720) { Memory = Need(4_210_000_000) },
                    new(new("expert", "coco"), StageState.Unknown, "after coco/images", 1200) { Memory = Need(11_000_000_000, isOnGpu: true) },
                    new(new("expert", "whoops"), StageState.Unknown, "after whoops/images", null) { Memory = Need(20_000_000) },
                ]).Text);
    }

    [Fact]
    public void Stages_that_need_more_memory_than_there_is_are_warned_of()
    {
        PlannedStage Expert(string skill, long bytes, bool isOnGpu = false) => new(new("expert", skill), StageState.Dirty, "never built", null)
        {
            Memory = new(bytes, isOnGpu, ["experts.gradient_checkpointing: true", "dtype: bfloat16"]),
        };
        BuildPlan Plan(params PlannedStage[] stages) => new("tiny", stages) { FreeMemory = 22_000_000_000 };
        Assert.Empty(Plan(Expert("coco", 21_000_000_000), Expert("whoops", 99_000_000_000, isOnGpu: true)).Warnings);
        Assert.Empty((Plan(Expert("coco", 58_000_000_000)) with { FreeMemory = null }).Warnings);
        Assert.Equal(
            [
                new(
                    "SELMA2304",
                    "whoops/expert, and 1 more like it, may need about 58.0 GB of memory, and 22.0 GB are free. "
                    + "What lowers it: experts.gradient_checkpointing: true; dtype: bfloat16."),
            ],
            Plan(Expert("coco", 50_000_000_000), Expert("whoops", 58_000_000_000)).Warnings);
    }

    [Fact]
    public void Reasons_name_the_setting_and_both_values()
    {
        Build();
        _experiment.LearningRate = 3e-4;
        var plan = Plan();
        Assert.Equal((StageState.Dirty, "learning_rate 0.0001 -> 0.0003"), (plan.Stages[2].State, plan.Stages[2].Reason));
        Assert.Equal((StageState.Unknown, "after coco/expert, whoops/expert"), (plan.Stages[6].State, plan.Stages[6].Reason));
        Assert.NotNull(plan.Stages[2].Seconds);
    }

    [Fact]
    public void Reasons_outlive_the_record_that_reconciling_took_away()
    {
        Build();
        _experiment.LearningRate = 3e-4;
        Assert.False(_experiment.Open(_folder.FullPath).Reconcile(new("expert", "coco")));
        Assert.Equal("learning_rate 0.0001 -> 0.0003", Plan().Stages[2].Reason);
    }

    [Fact]
    public void Root_causes_are_named_and_not_the_stages_between()
    {
        Build();
        _experiment.Skills["coco"] = "three dogs";
        var plan = Plan();
        Assert.Equal("seed prompts changed", plan.Stages[0].Reason);
        Assert.Equal(["after coco/prompts", "after coco/prompts"], plan.Stages.Skip(1).Take(2).Select(stage => stage.Reason));
        Assert.Equal("after coco/prompts", plan.Stages[6].Reason);
    }

    [Fact]
    public void Changed_outputs_are_named()
    {
        Build();
        Directory.Delete(_folder.File("store"), recursive: true);
        File.Delete(_folder.File("stub", "2-images", "coco", "2.png"));
        Assert.Equal("output 2.png is missing or was changed", Plan().Stages[1].Reason);
    }

    [Fact]
    public void A_first_plan_says_never_built_and_makes_no_file()
    {
        var plan = Plan();
        Assert.Equal((StageState.Dirty, "never built"), (plan.Stages[0].State, plan.Stages[0].Reason));
        Assert.Empty(Directory.EnumerateFileSystemEntries(_folder.FullPath));
        Assert.EndsWith("2 to run, 5 maybe", plan.Text, StringComparison.Ordinal);
    }

    [Fact]
    public void A_plan_changes_nothing_of_a_stale_experiment()
    {
        Build();
        _experiment.Skills["coco"] = "three dogs";
        _experiment.Guidance = 2;
        var before = Everything();
        _ = Plan();
        Assert.Equal(before, Everything());
    }

    [Fact]
    public void A_stage_that_another_process_builds_is_named_with_its_holder()
    {
        Build();
        _experiment.LearningRate = 3e-4;
        var key = KeyOfExpert();
        var path = _folder.File("store", "v1", "locks", $"{key}.lock");
        using (FileLock.TryTake(path))
        {
            var stage = Plan().Stages[2];
            Assert.Equal((StageState.Locked, "being built by another process"), (stage.State, stage.Reason));
        }

        Assert.Equal(StageState.Dirty, Plan().Stages[2].State);
    }

    [Theory]
    [InlineData("config", "rank", 128, 64, "rank 128 -> 64")]
    [InlineData("config", "random_flip", true, null, "random_flip true -> none")]
    [InlineData("config", "instruction", "short", "one that is too long to be shown in a line", "instruction changed")]
    [InlineData("inputs", "seed prompts", "0a", "0b", "seed prompts changed")]
    [InlineData("models", "unet", "0a", "0b", "unet changed")]
    [InlineData("numerics", "dtype", "float32", "bfloat16", "dtype float32 -> bfloat16")]
    public void Changes_are_said_in_words(string part, string name, object? before, object? after, string expected) => Assert.Equal(
        [expected], KeyDifference.Of(Document(part, name, before), Document(part, name, after)));

    [Fact]
    public void New_and_lost_members_are_said_in_words()
    {
        Assert.Equal(["whoops removed"], KeyDifference.Of(Document("upstream", "whoops", "0a"), new KeyMap()));
        Assert.Equal(["whoops added"], KeyDifference.Of(new KeyMap(), Document("upstream", "whoops", "0a")));
        Assert.Equal(["snr_gamma default -> 5"], KeyDifference.Of(new KeyMap(), Document("config", "snr_gamma", 5.0)));
        var older = new KeyMap();
        older.Add("stageVersion", 1L);
        var newer = new KeyMap();
        newer.Add("stageVersion", 2L);
        Assert.Equal(["version of the stage 1 -> 2"], KeyDifference.Of(older, newer));
    }

    public void Dispose() => _folder.Dispose();

    private static KeyMap Document(string part, string name, object? value) =>
        (KeyMap)KeyTree.Of(new Dictionary<string, object?> { [part] = new Dictionary<string, object?> { [name] = value } })!;

    private string KeyOfExpert()
    {
        var build = _experiment.Open(_folder.FullPath);
        _ = build.Reconcile(new("expert", "coco"));
        return File.ReadAllText(_folder.File("stub", "3-experts", "coco.key")).TrimEnd();
    }

    private SortedDictionary<string, string> Everything() => new(
        Directory.EnumerateFiles(_folder.FullPath, "*", SearchOption.AllDirectories)
            .Where(file => !file.Contains("stat.idx", StringComparison.Ordinal)) // digests already known; nobody's result
            .ToDictionary(file => file, file => $"{Digest.OfFile(file)} {File.GetLastWriteTimeUtc(file).Ticks}"),
        StringComparer.Ordinal);

    private BuildPlan Plan() => _experiment.Open(_folder.FullPath).Plan(["Merge"]);

    private void Build() => _experiment.Build(_folder.FullPath, "Merge");
}
