using Selma.Core.Pipeline;
using Selma.TestKit;

namespace Selma.Core.Tests.Pipeline;

public sealed class ForceTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly StubExperiment _experiment = new();

    public ForceTests() => _ = _experiment.Build(_folder.FullPath, "Merge");

    [Fact]
    public void Forced_stages_run_and_equal_bytes_leave_the_rest_alone()
    {
        Force("Images");
        Assert.Equal(["coco/images", "whoops/images"], _experiment.Ran);
        Assert.Empty(_experiment.Notices);
    }

    [Fact]
    public void A_single_stage_can_be_forced()
    {
        Force("coco/expert");
        Assert.Equal(["coco/expert"], _experiment.Ran);
    }

    [Fact]
    public void Everything_can_be_forced()
    {
        _experiment.Options = options => options with { ForceAll = true };
        _ = _experiment.Build(_folder.FullPath, "Experts");
        Assert.Equal(6, _experiment.Ran.Count);
    }

    [Fact]
    public void A_stage_that_gives_other_bytes_is_reported_and_its_result_taken()
    {
        _experiment.Chance = "!";
        Force("coco/images");
        Assert.Equal(["coco/images", "coco/expert", "merge"], _experiment.Ran);
        Assert.StartsWith("SELMA2301 coco/images gave other bytes than before", Assert.Single(_experiment.Notices), StringComparison.Ordinal);
        Assert.EndsWith("!", StubExperiment.Actual(_folder.FullPath)["2-images/coco/0.png"], StringComparison.Ordinal);
        _experiment.Options = options => options;
        _ = _experiment.Build(_folder.FullPath, "Merge");
        Assert.Empty(_experiment.Ran);
    }

    [Fact]
    public void A_plan_says_what_is_forced()
    {
        _experiment.Options = options => options with { Force = ["Experts"] };
        var plan = _experiment.Open(_folder.FullPath).Plan(["Merge"]);
        Assert.Equal(
            [StageState.Clean, StageState.Clean, StageState.Dirty, StageState.Clean, StageState.Clean, StageState.Dirty, StageState.Unknown],
            plan.Stages.Select(stage => stage.State));
        Assert.Equal("forced", plan.Stages[2].Reason);
        Assert.Equal("after coco/expert, whoops/expert", plan.Stages[6].Reason);
    }

    [Fact]
    public void A_forced_stage_runs_once_in_a_build_of_several_processes()
    {
        _experiment.Options = options => options with { Force = ["coco/prompts"], RunFolder = _folder.File("run") };
        _ = _experiment.Build(_folder.FullPath, "Prompts");
        _ = _experiment.Build(_folder.FullPath, "Merge"); // another task of the same build
        Assert.Empty(_experiment.Ran);
    }

    [Theory]
    [InlineData("Image", "SELMA1053", "'Image' is not a target. Did you mean 'Images'? Targets are: Prompts, Images, Experts, Merge, Samples, Scores, Report.")]
    [InlineData("coco/pictures", "SELMA1054", "The experiment has no stage 'coco/pictures'. Did you mean 'coco/")]
    public void What_there_is_not_cannot_be_forced(string name, string code, string message)
    {
        _experiment.Options = options => options with { Force = [name] };
        var error = Assert.Throws<SelmaException>(() => _experiment.Open(_folder.FullPath));
        Assert.Equal(code, error.Code);
        Assert.StartsWith(message, error.Message, StringComparison.Ordinal);
    }

    public void Dispose() => _folder.Dispose();

    private void Force(string name)
    {
        _experiment.Options = options => options with { Force = [name] };
        _ = _experiment.Build(_folder.FullPath, "Merge");
    }
}
