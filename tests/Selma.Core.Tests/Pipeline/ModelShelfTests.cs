using Selma.Core.Artifacts;
using Selma.Core.Experiments;
using Selma.Core.Models.Hub;
using Selma.Core.Pipeline;
using Selma.TestKit;

namespace Selma.Core.Tests.Pipeline;

public sealed class ModelShelfTests : IDisposable
{
    private const string Weights = "unet/diffusion_pytorch_model.safetensors";
    private readonly TemporaryFolder _folder = new();
    private readonly FakeHub _hub = new();
    private readonly List<string> _told = [];

    [Fact]
    public void A_model_of_the_hub_is_fixed_by_the_first_build_and_read_as_fixed_by_the_next()
    {
        var first = Settle(isLocked: false);
        Assert.Equal(_hub.Commit, first.Locked?.Revision);
        Assert.Empty(_hub.Storage.Requests); // digests of weights are known without them
        Assert.Equal([$"{FakeHub.Model} is fixed at aaaaaaaaaaaa in selma.lock"], _told);
        var requests = _hub.Hub.Requests.Count;
        _hub.Commit = new('b', 40); // the branch moves
        _hub.Files[Weights] = new byte[5000];
        var second = Settle(isLocked: true);
        Assert.Equal((first.Locked!.Revision, requests), (second.Locked?.Revision, _hub.Hub.Requests.Count));
        Assert.Equal(Fingerprints(first), Fingerprints(second));
        var moved = Settle(isLocked: false, isUpdated: true);
        Assert.Equal(_hub.Commit, moved.Locked?.Revision);
        Assert.NotEqual(Fingerprints(first)["unet"], Fingerprints(moved)["unet"]);
        Assert.Equal(Fingerprints(first)["vae"], Fingerprints(moved)["vae"]);
        _ = Assert.Single(LockFile.Read(_folder.File("x", "selma.lock")));
    }

    [Fact]
    public void A_locked_build_does_not_look_models_up()
    {
        var error = Assert.Throws<SelmaException>(() => Settle(isLocked: true));
        Assert.Equal(("SELMA1031", _folder.File("x", "selma.lock")), (error.Code, error.Place?.File));
        Assert.Empty(_hub.Hub.Requests);
        Assert.False(File.Exists(_folder.File("x", "selma.lock")));
    }

    [Fact]
    public void Files_are_fetched_when_a_stage_reads_them_and_must_be_those_of_the_lock()
    {
        var source = Settle(isLocked: false);
        var shelf = Shelf(isLocked: true, isUpdated: false);
        shelf.Fetch(source, path => path.StartsWith("vae/", StringComparison.Ordinal), null, TestContext.Current.CancellationToken);
        Assert.True(File.Exists(Path.Combine(source.Folder, "vae", "diffusion_pytorch_model.safetensors")));
        Assert.False(File.Exists(Path.Combine(source.Folder, Weights)));
        _hub.Files[Weights] = new byte[5000]; // the same commit with another content
        var error = Assert.Throws<SelmaException>(() => shelf.Fetch(source, _ => true, null, TestContext.Current.CancellationToken));
        Assert.Equal(("SELMA2145", Path.Combine(source.Folder, Weights)), (error.Code, error.Place?.File));
    }

    [Fact]
    public void A_model_that_is_gone_is_sought_under_its_other_names()
    {
        var source = Settle(isLocked: false, isUpdated: false, "gone/away", FakeHub.Model);
        Assert.Equal(FakeHub.Model, source.Locked?.Source);
        Assert.Contains($"gone/away is not there; trying {FakeHub.Model}", _told);
    }

    [Fact]
    public void The_digests_of_a_fetched_model_are_those_of_its_folder()
    {
        var source = Settle(isLocked: false);
        Shelf(isLocked: true, isUpdated: false).Fetch(source, _ => true, null, TestContext.Current.CancellationToken);
        Assert.Equal(Fingerprints(source), Fingerprints(new("a folder", source.Folder)));
    }

    public void Dispose()
    {
        _hub.Dispose();
        _folder.Dispose();
    }

    private Dictionary<string, string> Fingerprints(ModelSource source) =>
        new ModelFingerprints(source, new StatIndex(_folder.File("stat.idx"), TimeProvider.System)).All.ToDictionary(entry => entry.Key, entry => entry.Value());

    private ModelSource Settle(bool isLocked, bool isUpdated = false, params string[] ids) => Shelf(isLocked, isUpdated).Settle(new Experiment
    {
        Name = "x",
        Folders = [_folder.File("x")],
        Model = new("the model", "") { Hub = [.. ids.DefaultIfEmpty(FakeHub.Model).Select(id => HubModelId.Parse(id)!)] },
        Skills = [],
        Evaluation = null!, // settling looks at models alone
    }).Model;

    private ModelShelf Shelf(bool isLocked, bool isUpdated)
    {
        var variables = new Dictionary<string, string?> { ["HF_HOME"] = _folder.File("hf"), ["HF_ENDPOINT"] = _hub.Hub.Address };
        return new(
            new() { ExperimentFile = _folder.File("x", "experiment.yaml"), OutFolder = _folder.File("out"), Locked = isLocked, UpdateLock = isUpdated },
            variables.GetValueOrDefault, new HastyClock(), (_, text) => _told.Add(text));
    }
}
