using Selma.Core.Experiments;
using Selma.Core.Pipeline;
using Selma.TestKit;

namespace Selma.Core.Tests.Pipeline;

public sealed class PlanMemoTests : IDisposable
{
    private static readonly DateTime Old = new(2020, 1, 1, 0, 0, 0, DateTimeKind.Utc);
    private readonly TemporaryFolder _folder = new();
    private readonly BuildOptions _options;
    private readonly Experiment _experiment;

    public PlanMemoTests()
    {
        _ = _folder.Write("experiments/models.yaml", "mini: { path: ../model }\n");
        _ = _folder.Write("model/config.json", "{}");
        _ = _folder.Write("experiments/tiny/skills/coco.yaml", "description: x\nseed_prompts: [a, b, c]\n");
        _ = _folder.Write("out/tiny/4-merged/merge.json", "{}");
        _ = _folder.Write("out/tiny/4-merged.key", "key");
        _options = new()
        {
            ExperimentFile = _folder.Write("experiments/tiny/experiment.yaml", "model: mini\nskills: [coco]\n"), OutFolder = _folder.File("out"),
        };
        _experiment = Experiment.Load(_options.ExperimentFile);
        Age();
    }

    [Fact]
    public void What_was_up_to_date_is_recalled_while_nothing_is_touched()
    {
        Remember();

        Assert.Equal(["coco/expert", "merge"], Recall());
        Assert.Null(new PlanMemo(_options, ["Images"]).Recall());
        Assert.Null(new PlanMemo(_options with { Overrides = new Dictionary<string, string> { ["seed"] = "7" } }, ["Merge"]).Recall());
        Assert.Null(ExperimentBuild.Recall(_options with { Force = ["Merge"] }, ["Merge"]));
    }

    [Theory]
    [InlineData("experiments/tiny/experiment.yaml")]
    [InlineData("experiments/tiny/skills/coco.yaml")]
    [InlineData("experiments/tiny/skills/new.yaml")]
    [InlineData("experiments/models.yaml")]
    [InlineData("model/config.json")]
    [InlineData("out/tiny/4-merged/merge.json")]
    [InlineData("out/tiny/4-merged.key")]
    public void A_touched_or_new_file_makes_it_forget(string file)
    {
        Remember();
        _ = _folder.Write(file, File.Exists(_folder.File(file)) ? File.ReadAllText(_folder.File(file)) : "");

        Assert.Null(Recall());
    }

    [Fact]
    public void A_deleted_output_makes_it_forget()
    {
        Remember();
        File.Delete(_folder.File("out", "tiny", "4-merged", "merge.json"));

        Assert.Null(Recall());
    }

    [Fact]
    public void Nothing_is_remembered_while_a_file_is_young()
    {
        _ = _folder.Write("model/config.json", "{}");
        Remember();

        Assert.Null(Recall());
    }

    [Fact]
    public void Nothing_is_remembered_where_a_file_changed_during_a_long_plan()
    {
        File.SetLastWriteTimeUtc(_folder.Write("model/config.json", "{}"), Now.AddSeconds(-30));
        Remember(begun: Now.AddSeconds(-60));

        Assert.Null(Recall());
    }

    [Fact]
    public void A_plan_with_something_to_do_is_not_remembered()
    {
        Remember(StageState.Unknown);

        Assert.Null(Recall());
    }

    public void Dispose() => _folder.Dispose();

    private static DateTime Now => TimeProvider.System.GetUtcNow().UtcDateTime;

    private IReadOnlyList<string>? Recall() => new PlanMemo(_options, ["Merge"]).Recall();

    private void Remember(StageState merge = StageState.Clean, DateTime? begun = null) => new PlanMemo(_options, ["Merge"]).Remember(
        new("tiny", [new(new("expert", "coco"), StageState.Clean, "", null), new(new("merge"), merge, "", null)]), _experiment, begun ?? Now);

    private void Age()
    {
        foreach (var entry in new DirectoryInfo(_folder.FullPath).EnumerateFileSystemInfos("*", SearchOption.AllDirectories))
        {
            entry.LastWriteTimeUtc = Old;
        }
    }
}
