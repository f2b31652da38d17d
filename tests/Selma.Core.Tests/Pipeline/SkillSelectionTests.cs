using Selma.Core.Pipeline;
using Selma.TestKit;

namespace Selma.Core.Tests.Pipeline;

public sealed class SkillSelectionTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly StubExperiment _experiment = new();

    [Fact]
    public void Experts_that_were_never_built_are_built()
    {
        Build("coco");
        Assert.Equal(7, _experiment.Ran.Count);
        Assert.Equal(_experiment.Expected(), StubExperiment.Actual(_folder.FullPath));
    }

    [Fact]
    public void Only_the_chain_asked_for_is_brought_up_to_date_and_the_rest_named()
    {
        Build();
        _experiment.Skills["coco"] = "three dogs";
        _experiment.Skills["whoops"] = "a green moon";
        _experiment.Options = options => options with { Skills = ["coco"] };
        var plan = _experiment.Open(_folder.FullPath).Plan(["Merge"]);
        Assert.Equal(["coco/prompts", "coco/images", "coco/expert", "whoops/expert", "merge"], plan.Stages.Select(stage => stage.Id.ToString()));
        Assert.Equal(StageState.Stands, plan.Stages[3].State);
        Assert.Equal(
            new("SELMA2302", "Taken as they stand: whoops (stale: seed prompts changed). Build without --skill to bring them up to date."),
            Assert.Single(plan.Warnings));

        Build("coco");
        Assert.Equal(["coco/prompts", "coco/images", "coco/expert", "merge"], _experiment.Ran);
        var partly = StubExperiment.Actual(_folder.FullPath)["4-merged/lora.safetensors"];
        Assert.NotEqual(_experiment.Expected()["4-merged/lora.safetensors"], partly);
        Build("coco");
        Assert.Empty(_experiment.Ran);

        Build();
        Assert.Equal(["whoops/prompts", "whoops/images", "whoops/expert", "merge"], _experiment.Ran);
        Assert.Equal(_experiment.Expected(), StubExperiment.Actual(_folder.FullPath));
    }

    [Fact]
    public void Current_experts_are_not_named()
    {
        Build();
        _experiment.Skills["coco"] = "three dogs";
        _experiment.Options = options => options with { Skills = ["coco"] };
        Assert.Empty(_experiment.Open(_folder.FullPath).Plan(["Merge"]).Warnings);
    }

    [Fact]
    public void Other_targets_touch_only_the_skills_asked_for()
    {
        _experiment.Options = options => options with { Skills = ["whoops"] };
        _ = _experiment.Build(_folder.FullPath, "Images");
        Assert.Equal(["whoops/prompts", "whoops/images"], _experiment.Ran);
    }

    [Fact]
    public void An_expert_that_lost_its_files_is_not_taken_as_it_stands()
    {
        Build();
        Directory.Delete(_folder.File("stub", "3-experts", "whoops"), recursive: true);
        Directory.Delete(_folder.File("store"), recursive: true);
        Build("coco");
        Assert.Equal(["whoops/expert"], _experiment.Ran);
        Assert.Equal(_experiment.Expected(), StubExperiment.Actual(_folder.FullPath));
    }

    [Fact]
    public void An_unknown_skill_is_an_error_that_lists_the_known_ones()
    {
        _experiment.Options = options => options with { Skills = ["cocoa"] };
        var error = Assert.Throws<SelmaException>(() => _experiment.Open(_folder.FullPath));
        Assert.Equal("SELMA1007", error.Code);
        Assert.Equal("The experiment has no skill 'cocoa'. Did you mean 'coco'? Its skills are: coco, whoops.", error.Message);
    }

    public void Dispose() => _folder.Dispose();

    private void Build(params string[] skills)
    {
        _experiment.Options = options => options with { Skills = skills };
        _ = _experiment.Build(_folder.FullPath, "Merge");
    }
}
