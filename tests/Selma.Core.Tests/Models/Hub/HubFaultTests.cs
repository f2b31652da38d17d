using Selma.Core.Models.Hub;

namespace Selma.Core.Tests.Models.Hub;

public static class HubFaultTests
{
    [Theory]
    [InlineData(404, "RepoNotFound", "SELMA2141", "for a private model set HF_TOKEN")]
    [InlineData(401, "RepoNotFound", "SELMA2141", "for a private model set HF_TOKEN")]
    [InlineData(401, null, "SELMA2141", "may be read with a token only")]
    [InlineData(404, "RevisionNotFound", "SELMA2141", "has no revision 'main'")]
    [InlineData(403, "GatedRepo", "SELMA2142", "Accept them at ")]
    [InlineData(403, null, "SELMA2142", "Accept them at ")]
    [InlineData(418, null, "SELMA2143", "it answers 418")]
    [InlineData(500, null, "SELMA2143", "it answers 500")] // five times
    public static async Task A_refusal_says_what_to_do(int status, string? code, string expected, string reason)
    {
        using var run = new HubRun();
        run.Hub.Instead = _ => new(status) { Headers = code is null ? new Dictionary<string, string>() : new() { ["X-Error-Code"] = code } };
        Assert.Contains(reason, (await run.Fails(expected)).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(401, "SELMA2142", "refuses the token")]
    [InlineData(403, "SELMA2142", "has no such right")]
    public static async Task A_refused_token_is_told_and_not_shown(int status, string expected, string reason)
    {
        using var run = new HubRun(("HF_TOKEN", HubRun.Token));
        run.Hub.Instead = _ => new(status);
        Assert.Contains(reason, (await run.Fails(expected)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public static async Task A_gated_file_behind_an_open_list_is_told_too()
    {
        using var run = new HubRun();
        run.Hub.Instead = request => request.Path.StartsWith("/api", StringComparison.Ordinal)
            ? null : new(401) { Headers = new Dictionary<string, string> { ["X-Error-Code"] = "GatedRepo" } };
        _ = await run.Fails("SELMA2142");
    }

    [Fact]
    public static async Task Wrong_bytes_are_thrown_away()
    {
        using var run = new HubRun();
        run.Hub.InsteadOfStorage = request => new(200) { Body = new byte[run.Hub.Files[request.Path.Split('?')[0][1..]].Length] };
        Assert.Contains("other bytes than the hub announced", (await run.Fails("SELMA2145")).Message, StringComparison.Ordinal);
        Assert.Empty(Directory.GetFiles(Path.Combine(run.ModelFolder, "blobs"), "*.incomplete"));
    }

    [Fact]
    public static async Task Wrong_bytes_of_a_small_file_are_noticed_by_gits_digest()
    {
        using var run = new HubRun();
        run.Hub.Instead = request => request.Method == "GET" && request.Path.EndsWith("vocab.json", StringComparison.Ordinal) ? new(200) { Body = "{\"a\": 1}"u8.ToArray() } : null;
        _ = await run.Fails("SELMA2145");
    }

    [Fact]
    public static async Task A_body_that_always_ends_early_is_told_after_some_tries()
    {
        using var run = new HubRun();
        run.Hub.InsteadOfStorage = _ => new(200) { Body = new byte[10], CutAfter = 0 };
        Assert.Contains("what has come is kept", (await run.Fails("SELMA2143")).Message, StringComparison.Ordinal);
        Assert.InRange(run.Hub.Storage.Requests.Count, 2, 20);
    }

    [Fact]
    public static async Task A_body_longer_than_announced_is_refused()
    {
        using var run = new HubRun();
        run.Hub.InsteadOfStorage = request => new(200) { Body = new byte[9000] };
        Assert.Contains("more than the 5000 bytes", (await run.Fails("SELMA2143")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public static async Task A_tag_that_changes_on_the_way_is_told()
    {
        using var run = new HubRun();
        var heads = 0;
        run.Hub.Sha256 = path => path == HubRun.Weights && ++heads > 2 ? new('c', 64) : "";
        Assert.Contains("changed while it was fetched", (await run.Fails("SELMA2143")).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("../../../etc/passwd")]
    [InlineData("/etc/passwd")]
    [InlineData("unet\\..\\x")]
    public static async Task A_path_that_leaves_the_folder_is_refused(string path)
    {
        using var run = new HubRun();
        run.Hub.Files[path] = [1];
        Assert.Contains("not a hub's", (await run.Fails("SELMA2143")).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("../../x")]
    [InlineData("a/b")]
    public static async Task A_tag_that_is_no_name_is_refused(string etag)
    {
        using var run = new HubRun();
        run.Hub.Instead = request => request.Path.EndsWith("merges.txt", StringComparison.Ordinal)
            ? new(200) { Headers = new Dictionary<string, string> { ["X-Repo-Commit"] = run.Hub.Commit, ["ETag"] = $"\"{etag}\"" } }
            : null;
        Assert.Contains("not a hub's", (await run.Fails("SELMA2143")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public static async Task A_page_of_a_proxy_is_told_from_a_hub()
    {
        using var run = new HubRun();
        run.Hub.Instead = _ => new(200) { Body = "<html>Please log in</html>"u8.ToArray() };
        Assert.Contains("a proxy may stand in between", (await run.Fails("SELMA2143")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public static async Task Without_a_network_the_cache_serves_and_says_what_it_lacks()
    {
        using var run = new HubRun();
        Assert.Contains("it is not there", (await run.Fails("SELMA2144", ("HF_HUB_OFFLINE", "1"))).Message, StringComparison.Ordinal);
        var (model, folder) = await run.Fetch();
        var requests = run.Hub.Hub.Requests.Count;
        var (offline, same) = await run.Fetch(null, ("TRANSFORMERS_OFFLINE", "yes"));
        Assert.Equal((folder, requests), (same, run.Hub.Hub.Requests.Count));
        Assert.Equal(model.Files, offline.Files);
        run.Hub.Instead = _ => new(503);
        Assert.Equal(model.Files, (await run.Fetch()).Model.Files); // a hub that is down is as none
        File.Delete(Path.Combine(folder, HubRun.Weights));
        using var client = run.Client(("HF_HUB_OFFLINE", "1"));
        var error = await Assert.ThrowsAsync<SelmaException>(() => client.Fetch(model, null, TestContext.Current.CancellationToken));
        Assert.Equal("SELMA2144", error.Code);
        Assert.Contains(HubRun.Weights, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public static async Task A_file_unlike_the_lock_is_an_error()
    {
        using var run = new HubRun();
        var (model, folder) = await run.Fetch();
        foreach (var path in new[] { HubRun.Weights, "unet/config.json" })
        {
            var changed = model with { Files = [.. model.Files.Select(file => file.Path == path ? file with { Sha256 = new('0', 64) } : file)] };
            using var client = run.Client();
            var error = await Assert.ThrowsAsync<SelmaException>(() => client.Fetch(changed, null, TestContext.Current.CancellationToken));
            Assert.Equal(("SELMA2145", Path.Combine(folder, path)), (error.Code, error.Place?.File));
        }
    }

    [Fact]
    public static async Task Nobody_at_the_address_is_told_with_the_host()
    {
        using var run = new HubRun();
        Assert.Contains("127.0.0.1", (await run.Fails("SELMA2143", ("HF_ENDPOINT", "http://127.0.0.1:9"))).Message, StringComparison.Ordinal);
        Assert.Equal("SELMA2143", Assert.Throws<SelmaException>(() => HubSettings.From(name => name == "HF_ENDPOINT" ? "ftp://x" : null)).Code);
    }
}
