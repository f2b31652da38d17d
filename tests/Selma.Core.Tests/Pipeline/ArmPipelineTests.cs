using Selma.Core.Pipeline;
using Selma.TestKit;

namespace Selma.Core.Tests.Pipeline;

/// <summary>What runs after each kind of change where there are arms, a joint LoRA and a report.</summary>
public sealed class ArmPipelineTests : IDisposable
{
    private static readonly string[] Coco = ["coco/prompts", "coco/images", "coco/expert"];
    private static readonly string[] Whoops = ["whoops/prompts", "whoops/images", "whoops/expert"];
    private static readonly string[] Arms = ["base/samples", "base/scores", "both/samples", "both/scores", "merged/samples", "merged/scores"];
    private readonly TemporaryFolder _folder = new();
    private readonly StubExperiment _experiment = new() { Benchmark = "shapes" };

    [Fact]
    public void A_first_build_runs_everything_and_a_second_nothing()
    {
        Build();
        Assert.Equal([.. Coco, .. Whoops, "merge", "both/expert", .. Arms, "report"], _experiment.Ran);
        Assert.Equal(["5-samples/base", "5-samples/both", "5-samples/merged"], Folders("5-samples"));
        Build();
        Assert.Empty(_experiment.Ran);
    }

    [Fact]
    public void Another_version_of_the_report_redoes_the_report_alone()
    {
        Build();
        _experiment.ReportVersion = 2;
        Build();
        Assert.Equal(["report"], _experiment.Ran);
    }

    [Fact]
    public void Another_benchmark_redoes_samples_and_what_follows()
    {
        Build();
        _experiment.Benchmark = "shapes-development";
        Build();
        Assert.Equal([.. Arms, "report"], _experiment.Ran);
    }

    [Fact]
    public void Another_seed_prompt_redoes_its_skill_and_the_arms_that_learnt_it()
    {
        Build();
        _experiment.Skills["coco"] = "three dogs";
        Build();
        Assert.Equal([.. Coco, "merge", "both/expert", .. Arms[2..], "report"], _experiment.Ran);
    }

    [Fact]
    public void Each_skill_taken_as_it_stands_is_named_once()
    {
        Build();
        _experiment.Skills["coco"] = "three dogs";
        _experiment.Skills["whoops"] = "a green moon";
        _experiment.Options = options => options with { Skills = ["coco"] };
        Assert.Equal(
            "Taken as they stand: whoops (stale: seed prompts changed). Build without --skill to bring them up to date.",
            Assert.Single(_experiment.Open(_folder.FullPath).Plan(["Report"]).Warnings).Text);
        Build();
        Assert.Equal([.. Coco, "merge", "both/expert", .. Arms[2..], "report"], _experiment.Ran);
        Build();
        Assert.Empty(_experiment.Ran);
    }

    [Fact]
    public void A_chain_whose_expert_is_missing_is_brought_up_to_date_as_a_whole()
    {
        _ = _experiment.Build(_folder.FullPath, "Images");
        _experiment.Skills["whoops"] = "a green moon";
        _experiment.Options = options => options with { Skills = ["coco"] };
        Build();
        Assert.Equal(["coco/expert", .. Whoops, "merge", "both/expert", .. Arms, "report"], _experiment.Ran);
    }

    [Fact]
    public void Targets_of_skills_leave_joint_LoRAs_out_where_skills_are_named()
    {
        Assert.Contains("both/expert", Plan("Experts"));
        _experiment.Options = options => options with { Skills = ["coco"] };
        Assert.Equal(Coco, Plan("Experts"));
    }

    [Fact]
    public void Clean_for_a_skill_leaves_what_has_not_learnt_it()
    {
        Build();
        _experiment.Options = options => options with { Skills = ["coco"] };
        _experiment.Open(_folder.FullPath).Clean(ExperimentBuild.Targets);
        Assert.Equal(["5-samples/base"], Folders("5-samples"));
        Assert.Equal(["3-experts/whoops"], Folders("3-experts"));
        Assert.False(Directory.Exists(_folder.File("stub", "7-report")));
    }

    [Fact]
    public void A_stage_may_tell_what_the_build_did_about_those_before_it()
    {
        var told = new List<string>();
        _experiment.Told = (id, action) => told.Add($"{id} {action}");
        Build();
        Assert.Contains("coco/images ran", told);
        told.Clear();
        _experiment.ReportVersion = 2;
        Directory.Delete(StubExperiment.Folder(_folder.FullPath, new("merge")), recursive: true);
        Build();
        Assert.Contains("coco/images up to date", told);
        Assert.Contains("merge restored", told);
    }

    public void Dispose() => _folder.Dispose();

    private void Build() => _ = _experiment.Build(_folder.FullPath, "Report");

    private IEnumerable<string> Plan(string target) => _experiment.Open(_folder.FullPath).Plan([target]).Stages.Select(stage => stage.Id.ToString());

    private IEnumerable<string> Folders(string kind) => Directory.GetDirectories(_folder.File("stub", kind))
        .Select(folder => $"{kind}/{Path.GetFileName(folder)}").Order(StringComparer.Ordinal);
}
