using Selma.Core.Artifacts;
using Selma.Core.Pipeline;
using Selma.TestKit;

namespace Selma.Core.Tests.Pipeline;

public sealed class ExperimentBuildTests : IDisposable
{
    private static readonly string[] Chain = ["prompts", "images", "expert"];
    private readonly TemporaryFolder _folder = new();
    private readonly StubExperiment _experiment = new();

    private string Out => _folder.File("out");

    [Fact]
    public void A_first_build_runs_everything_and_a_second_nothing()
    {
        Build("Merge");
        Assert.Equal(
            ["coco/prompts", "coco/images", "coco/expert", "whoops/prompts", "whoops/images", "whoops/expert", "merge"], _experiment.Ran);
        Assert.Equal(_experiment.Expected(), StubExperiment.Actual(Out));
        Build("Merge");
        Assert.Empty(_experiment.Ran);
        Assert.True(_experiment.Open(Out).Plan(["Merge"]).IsUpToDate);
    }

    [Fact]
    public void Another_seed_prompt_redoes_its_skill_and_the_merge()
    {
        Build("Merge");
        _experiment.Skills["coco"] = "three dogs";
        Build("Merge");
        Assert.Equal(["coco/prompts", "coco/images", "coco/expert", "merge"], _experiment.Ran);
    }

    [Fact]
    public void Prompts_that_come_out_the_same_leave_the_rest_alone()
    {
        Build("Merge");
        _experiment.Skills["coco"] = " Two Cats ";
        Build("Merge");
        Assert.Equal(["coco/prompts"], _experiment.Ran);
        Build("Merge");
        Assert.Empty(_experiment.Ran);
    }

    [Fact]
    public void Going_back_to_earlier_settings_costs_a_copy()
    {
        Build("Merge");
        _experiment.Guidance = 5;
        Build("Merge");
        _experiment.Guidance = 7;
        var outcomes = Build("Merge");
        Assert.Empty(_experiment.Ran);
        Assert.All(outcomes, outcome => Assert.Equal(StageAction.Restored, outcome.Action));
        Assert.Equal(5, outcomes.Count); // images and expert of two skills, merge
        Assert.Equal(_experiment.Expected(), StubExperiment.Actual(Out));
    }

    [Fact]
    public void Touched_files_and_a_moved_folder_run_nothing()
    {
        Build("Merge");
        foreach (var file in Directory.EnumerateFiles(Out, "*", SearchOption.AllDirectories))
        {
            File.SetLastWriteTimeUtc(file, new DateTime(2000 + (file.Length % 100), 1, 1, 0, 0, 0, DateTimeKind.Utc));
        }

        Directory.Move(Out, _folder.File("elsewhere"));
        _ = _experiment.Build(_folder.File("elsewhere"), "Merge");
        Assert.Empty(_experiment.Ran);
    }

    [Fact]
    public void The_store_makes_up_for_deleted_outputs_and_outputs_for_a_deleted_store()
    {
        Build("Merge");
        Directory.Delete(StubExperiment.Folder(Out, new("images", "coco")), recursive: true);
        Build("Merge");
        Assert.Empty(_experiment.Ran);
        Assert.Equal(_experiment.Expected(), StubExperiment.Actual(Out));

        Directory.Delete(Path.Combine(Out, "store"), recursive: true);
        _experiment.LearningRate = 0.5;
        Build("Merge");
        Assert.Equal(["coco/expert", "whoops/expert", "merge"], _experiment.Ran);
        Assert.Equal(_experiment.Expected(), StubExperiment.Actual(Out));
    }

    [Fact]
    public void An_unreadable_record_is_no_record()
    {
        Build("Merge");
        AtomicFile.WriteText(StubExperiment.Folder(Out, new("merge")) + ".done", "{");
        File.SetLastWriteTimeUtc(StubExperiment.Folder(Out, new("merge")) + ".done", new DateTime(2100, 1, 1, 0, 0, 0, DateTimeKind.Utc));
        var outcome = Assert.Single(Build("Merge"));
        Assert.Equal(StageAction.Restored, outcome.Action);
    }

    [Fact]
    public void A_failing_skill_stops_its_chain_and_the_merge_only()
    {
        _experiment.At = (id, _) => ThrowIf(id == new StageId("images", "coco"));
        var error = Assert.Throws<SelmaException>(() => Build("Merge"));
        Assert.Equal("SELMA9999", error.Code);
        Assert.Equal(["coco/prompts", "coco/images", "whoops/prompts", "whoops/images", "whoops/expert"], _experiment.Ran);
        _experiment.At = (_, _) => { };
        Build("Merge");
        Assert.Equal(["coco/images", "coco/expert", "merge"], _experiment.Ran);
    }

    [Fact]
    public void A_stopped_stage_goes_on_where_it_was_even_after_another_configuration()
    {
        Build("Prompts");
        var items = 0;
        _experiment.At = (id, point) => ThrowIf(id.Stage == "images" && point == "d" && ++items == 3);
        _ = Assert.Throws<SelmaException>(() => Build("Images"));
        _experiment.At = (_, _) => { };

        var plan = _experiment.Open(Out).Plan(["Images"]);
        Assert.Equal(StageState.Resumable, plan.Stages[1].State);
        Assert.Equal("at 2/4 items", plan.Stages[1].Reason); // told before the third was finished
        _experiment.Guidance = 9;
        Build("Images");
        _experiment.Guidance = 7;
        Build("Images");
        Assert.Equal(["coco/images"], _experiment.Ran); // whoops had not failed
        Assert.Equal(1, _experiment.LastItems);
        Assert.Equal(_experiment.Expected()["2-images/coco/3.png"], File.ReadAllText(Path.Combine(StubExperiment.Folder(Out, new("images", "coco")), "3.png")));
    }

    [Fact]
    public void A_removed_skill_no_longer_counts_and_its_folder_stays()
    {
        Build("Merge");
        _ = _experiment.Skills.Remove("whoops");
        Build("Merge");
        Assert.Equal(["merge"], _experiment.Ran);
        Assert.True(Directory.Exists(StubExperiment.Folder(Out, new("expert", "whoops"))));
        Assert.Equal(_experiment.Expected()["4-merged/lora.safetensors"], StubExperiment.Actual(Out)["4-merged/lora.safetensors"]);
    }

    [Fact]
    public void An_image_edited_in_place_is_made_anew()
    {
        Build("Merge");
        var image = Path.Combine(StubExperiment.Folder(Out, new("images", "coco")), "0.png");
        MakeWritable(image);
        using (var stream = new FileStream(image, FileMode.Open))
        {
            stream.WriteByte((byte)'#');
        }

        Build("Merge");
        Assert.Equal(["coco/images"], _experiment.Ran);
        Assert.Contains(_experiment.Notices, notice => notice.StartsWith("SELMA2201", StringComparison.Ordinal));
        Assert.Equal(_experiment.Expected(), StubExperiment.Actual(Out));
    }

    [Fact]
    public void A_key_is_alone_in_its_file_and_explained_beside_it()
    {
        Build("Prompts");
        var paths = new StagePaths(Path.Combine(Out, "stub"), new("prompts", "coco"));
        var key = File.ReadAllText(paths.Key);
        Assert.Equal(65, key.Length);
        Assert.Equal(key, KeyDocument.KeyOf(KeyJson.Read(File.ReadAllBytes(paths.KeyDocument))) + "\n");
        Assert.Equal(key.TrimEnd(), StageRecord.Read(paths.Done)!.Key);
    }

    [Fact]
    public void Records_hold_no_names_and_no_paths()
    {
        Build("Merge");
        foreach (var file in Directory.EnumerateFiles(Out, "*.done", SearchOption.AllDirectories))
        {
            var text = File.ReadAllText(file);
            Assert.DoesNotContain(_folder.FullPath, text, StringComparison.Ordinal);
            Assert.DoesNotContain(Environment.MachineName, text, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Clean_removes_a_targets_files_and_nothing_else()
    {
        Build("Merge");
        _experiment.Options = options => options with { Skills = ["coco"] };
        _experiment.Open(Out).Clean(["Images"]);
        Assert.False(Directory.Exists(StubExperiment.Folder(Out, new("images", "coco"))));
        Assert.Empty(Directory.EnumerateFiles(Path.Combine(Out, "stub", "2-images"), "coco.*"));
        Assert.True(Directory.Exists(StubExperiment.Folder(Out, new("images", "whoops"))));
        _experiment.Options = options => options;
        Build("Merge");
        Assert.Empty(_experiment.Ran); // restored
        Assert.Equal(_experiment.Expected(), StubExperiment.Actual(Out));
    }

    [Fact]
    public void A_stage_is_not_run_before_what_it_reads()
    {
        var build = _experiment.Open(Out);
        var error = Assert.Throws<SelmaException>(() => build.Reconcile(new("expert", "coco")));
        Assert.Equal("SELMA2205", error.Code);
        Assert.StartsWith("coco/expert needs coco/images, which has yet to run.", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_cancelled_stage_keeps_what_is_finished()
    {
        using var stop = new CancellationTokenSource();
        var build = _experiment.Open(Out);
        _experiment.At = (_, point) =>
        {
            if (point == "d")
            {
                stop.Cancel();
            }
        };
        Assert.False(build.Reconcile(new("prompts", "coco")));
        _ = Assert.ThrowsAny<OperationCanceledException>(
            () => build.Run(new("prompts", "coco"), new Listener<TimedProgress>(_ => { }), stop.Token).GetAwaiter().GetResult());
        _experiment.At = (_, _) => { };
        Build("Prompts");
        Assert.Equal((2 * StubExperiment.Items) - 1, _experiment.LastItems);
    }

    [Fact]
    public void Chains_are_listed_in_their_order() =>
        Assert.Equal(Chain.Select(stage => new StageId(stage, "coco")), _experiment.Open(Out).Plan(["Experts"]).Stages.Select(stage => stage.Id).Take(3));

    public void Dispose() => _folder.Dispose();

    private IReadOnlyList<StageOutcome> Build(params string[] targets) => _experiment.Build(Out, targets);

    private static void ThrowIf(bool isWanted)
    {
        if (isWanted)
        {
            throw new SelmaException("SELMA9999", "The stage failed.");
        }
    }

    private static void MakeWritable(string path)
    {
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        }
    }
}
