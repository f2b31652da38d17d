using Selma.Core.Artifacts;
using Selma.Core.Models.Hub;
using Selma.TestKit;

namespace Selma.Core.Tests.Models.Hub;

public static class HubClientTests
{
    [Fact]
    public static async Task A_model_lies_in_the_cache_as_other_programs_lay_it_out()
    {
        using var run = new HubRun();
        var (model, folder) = await run.Fetch();
        Assert.Equal(Path.Combine(run.ModelFolder, "snapshots", run.Hub.Commit), folder);
        Assert.Equal(run.Hub.Commit, File.ReadAllText(Path.Combine(run.ModelFolder, "refs", "main")));
        var weights = new FileInfo(Path.Combine(folder, HubRun.Weights));
        Assert.Equal(Path.Combine("..", "..", "..", "blobs", run.Hub.TrueSha256(HubRun.Weights)), weights.LinkTarget);
        Assert.Equal(run.Hub.Files[HubRun.Weights], File.ReadAllBytes(weights.FullName));
        Assert.Equal(("openrail", run.Hub.Commit, FakeHub.Model), (model.License, model.Revision, model.Source));
        Assert.Equal(
            run.Hub.Files.Keys.Where(path => !path.Contains("safety", StringComparison.Ordinal) && !path.EndsWith(".bin", StringComparison.Ordinal)
                && !path.Contains("fp16", StringComparison.Ordinal) && path != "README.md").Order(StringComparer.Ordinal),
            model.Files.Select(file => file.Path));
        Assert.All(model.Files, file => Assert.Equal((run.Hub.TrueSha256(file.Path), (long)run.Hub.Files[file.Path].Length), (file.Sha256, file.Size)));
        Assert.Empty(Directory.GetFiles(Path.Combine(run.ModelFolder, "blobs"), "*.incomplete"));
    }

    [Fact]
    public static async Task Fixing_a_model_fetches_no_weights()
    {
        using var run = new HubRun();
        using var client = run.Client();
        var model = await client.Fix(HubModelId.Parse(FakeHub.Model)!, "fp16", HubFileChoice.Of, TestContext.Current.CancellationToken);
        Assert.Contains(model.Files, file => file.Path == "unet/diffusion_pytorch_model.fp16.safetensors");
        Assert.Empty(run.Hub.Storage.Requests);
    }

    [Fact]
    public static async Task What_is_there_is_not_fetched_again()
    {
        using var run = new HubRun();
        var (_, folder) = await run.Fetch();
        var (small, large) = (run.Hub.Hub.Requests.Count, run.Hub.Storage.Requests.Count);
        Assert.Equal(folder, (await run.Fetch()).Folder);
        Assert.Equal((small + 1, large), (run.Hub.Hub.Requests.Count, run.Hub.Storage.Requests.Count)); // the list alone
        run.Hub.Commit = new('b', 40);
        _ = await run.Fetch();
        Assert.Equal(large, run.Hub.Storage.Requests.Count); // another commit with the same contents
    }

    [Theory]
    [InlineData(1)]
    [InlineData(1234)]
    [InlineData(4999)]
    public static async Task A_cut_connection_is_taken_up_where_it_broke(int cut)
    {
        using var run = new HubRun();
        var first = true;
        run.Hub.InsteadOfStorage = request => Unet(request) && first && !(first = false)
            ? FakeHub.Part(request, run.Hub.Files[HubRun.Weights]) with { CutAfter = cut }
            : null;
        var (_, folder) = await run.Fetch();
        Assert.Equal(run.Hub.Files[HubRun.Weights], File.ReadAllBytes(Path.Combine(folder, HubRun.Weights)));
        Assert.Equal([0, cut], run.Hub.Storage.Requests.Where(Unet).Select(request => request.From));
    }

    [Fact]
    public static async Task A_stopped_download_goes_on_in_the_next_process()
    {
        using var run = new HubRun();
        var partial = Path.Combine(run.ModelFolder, "blobs", run.Hub.TrueSha256(HubRun.Weights) + ".incomplete");
        AtomicFile.WriteBytes(partial, run.Hub.Files[HubRun.Weights][..3000]);
        var (_, folder) = await run.Fetch();
        Assert.Equal(run.Hub.Files[HubRun.Weights], File.ReadAllBytes(Path.Combine(folder, HubRun.Weights)));
        Assert.Equal([3000], run.Hub.Storage.Requests.Where(Unet).Select(request => request.From));
    }

    [Fact]
    public static async Task A_server_that_ignores_ranges_sends_the_whole()
    {
        using var run = new HubRun();
        AtomicFile.WriteBytes(Path.Combine(run.ModelFolder, "blobs", run.Hub.TrueSha256(HubRun.Weights) + ".incomplete"), new byte[3000]);
        run.Hub.InsteadOfStorage = request => new(200) { Body = run.Hub.Files[request.Path.Split('?')[0][1..]] };
        var (_, folder) = await run.Fetch();
        Assert.Equal(run.Hub.Files[HubRun.Weights], File.ReadAllBytes(Path.Combine(folder, HubRun.Weights)));
    }

    [Fact]
    public static async Task A_silent_connection_is_given_up_and_taken_up_again()
    {
        using var run = new HubRun();
        var first = true;
        run.Hub.InsteadOfStorage = request => Unet(request) && first && !(first = false)
            ? FakeHub.Part(request, run.Hub.Files[HubRun.Weights]) with { CutAfter = 100, IsSilent = true }
            : null;
        var (_, folder) = await run.Fetch();
        Assert.Equal(run.Hub.Files[HubRun.Weights], File.ReadAllBytes(Path.Combine(folder, HubRun.Weights)));
    }

    [Fact]
    public static async Task The_token_goes_to_the_hub_and_to_no_other_host()
    {
        using var run = new HubRun(("HF_TOKEN", HubRun.Token));
        _ = await run.Fetch();
        Assert.All(run.Hub.Hub.Requests, request => Assert.Equal($"Bearer {HubRun.Token}", request.Headers["Authorization"]));
        Assert.NotEmpty(run.Hub.Storage.Requests);
        Assert.All(run.Hub.Storage.Requests, request => Assert.DoesNotContain("Authorization", request.Headers.Keys));
        Assert.All(
            Directory.EnumerateFiles(run.Home, "*", SearchOption.AllDirectories),
            file => Assert.DoesNotContain(HubRun.Token, File.ReadAllText(file), StringComparison.Ordinal));
    }

    [Fact]
    public static async Task A_stored_token_is_used_unless_that_is_forbidden()
    {
        using var run = new HubRun();
        AtomicFile.WriteText(Path.Combine(run.Home, "token"), HubRun.Token + "\n");
        _ = await run.Fetch();
        Assert.All(run.Hub.Hub.Requests, request => Assert.Equal($"Bearer {HubRun.Token}", request.Headers["Authorization"]));
        run.Hub.Hub.Requests.Clear();
        _ = await run.Fetch(null, ("HF_HUB_DISABLE_IMPLICIT_TOKEN", "1"));
        Assert.All(run.Hub.Hub.Requests, request => Assert.DoesNotContain("Authorization", request.Headers.Keys));
    }

    [Fact]
    public static async Task A_renamed_model_is_found_behind_its_redirect()
    {
        using var run = new HubRun();
        run.Hub.Instead = request => request.Path.Contains("old-name", StringComparison.Ordinal)
            ? new(307) { Headers = new Dictionary<string, string> { ["Location"] = request.Path.Replace("someone/old-name", FakeHub.Model, StringComparison.Ordinal) } }
            : null;
        using var client = run.Client();
        var model = await client.Fix(HubModelId.Parse("someone/old-name")!, null, HubFileChoice.Of, TestContext.Current.CancellationToken);
        var folder = await client.Fetch(model, null, TestContext.Current.CancellationToken);
        Assert.Equal(run.Hub.Files[HubRun.Weights], File.ReadAllBytes(Path.Combine(folder, HubRun.Weights)));
    }

    [Fact]
    public static async Task A_busy_hub_is_asked_again()
    {
        using var run = new HubRun();
        var busy = 0;
        run.Hub.Instead = _ => ++busy % 3 == 1 ? new(busy % 2 == 1 ? 503 : 429) { Headers = new Dictionary<string, string> { ["Retry-After"] = "1" } } : null;
        Assert.True(File.Exists(Path.Combine((await run.Fetch()).Folder, HubRun.Weights)));
    }

    [Fact]
    public static async Task Progress_counts_mebibytes_of_what_is_missing()
    {
        using var run = new HubRun();
        run.Hub.Files[HubRun.Weights] = new byte[(3 << 20) + 5];
        var told = new List<StageProgress>();
        using var client = run.Client();
        var model = await client.Fix(HubModelId.Parse(FakeHub.Model)!, null, HubFileChoice.Of, TestContext.Current.CancellationToken);
        _ = await client.Fetch(model, new Callback<StageProgress>(told.Add), TestContext.Current.CancellationToken);
        Assert.Equal(3, told[^1].Done);
        Assert.All(told, progress => Assert.Equal(3, progress.Total));
        Assert.Equal(told.Select(progress => progress.Done).Order(), told.Select(progress => progress.Done));
    }

    private static bool Unet(HubRequest request) => request.Path.Contains(HubRun.Weights, StringComparison.Ordinal);
}
