using Selma.Core.Artifacts;

namespace Selma.Core.Models.Hub;

/// <summary>Fetches models from the hub into the cache that all programs share; without a network it serves what is there.</summary>
/// <param name="settings">Where the hub and the cache are.</param>
/// <param name="clock">Measures the pauses between tries.</param>
internal sealed class HubClient(HubSettings settings, TimeProvider clock) : IDisposable
{
    private const int LargestListing = 64 << 20;
    private const int Mebibyte = 1 << 20;
    private readonly HubConnection _connection = new(settings, clock);

    /// <summary>Fixes a model: looks its revision up, chooses its files and learns their digests. Fetches no weights.</summary>
    /// <param name="id">The model.</param>
    /// <param name="variant">The variant of the weights that is preferred, <c>fp16</c>; null for none.</param>
    /// <param name="choose">Which of all files are read.</param>
    /// <param name="cancellation">Stops asking.</param>
    /// <exception cref="SelmaException">SELMA2141 to SELMA2145; SELMA2202 disk full.</exception>
    public async Task<LockedModel> Fix(
        HubModelId id, string? variant, Func<IReadOnlyCollection<string>, string?, IReadOnlyList<string>> choose, CancellationToken cancellation)
    {
        var cache = CacheOf(id);
        var listing = settings.IsOffline ? Cached(id, null) : await List(id, cancellation).ConfigureAwait(false);
        var chosen = choose([.. listing.Files.Select(file => file.Path)], variant).ToHashSet(StringComparer.Ordinal);
        if (chosen.Count == 0)
        {
            throw new SelmaException("SELMA2141", $"The model '{id.Name}' at {settings.Endpoint.Host} has none of the files of a model in diffusers' layout.");
        }

        var download = new HubDownload(_connection, cache, id with { Revision = listing.Commit }, _ => { });
        var files = new List<HubFile>();
        foreach (var file in listing.Files.Where(file => chosen.Contains(file.Path)).OrderBy(file => file.Path, StringComparer.Ordinal))
        {
            files.Add(file.Sha256 is null ? await Hashed(download, cache, listing.Commit, file.Path, cancellation).ConfigureAwait(false) : file);
        }

        cache.Remember(id, listing.Commit);
        return new(id.ToString(), variant, listing.Commit, listing.License, files);
    }

    /// <summary>Brings all files of a model into the cache; those that are there are left as they are.</summary>
    /// <param name="model">The model.</param>
    /// <param name="progress">Told mebibytes.</param>
    /// <param name="cancellation">Stops; what has come is kept.</param>
    /// <returns>The folder of its files.</returns>
    /// <exception cref="SelmaException">SELMA2141 to SELMA2145; SELMA2202 disk full.</exception>
    public async Task<string> Fetch(LockedModel model, IProgress<StageProgress>? progress, CancellationToken cancellation)
    {
        var cache = CacheOf(model.Fixed);
        var missing = model.Files.Where(file => !File.Exists(cache.FileOf(model.Revision, file.Path))).ToList();
        if (settings.IsOffline && missing is [var first, ..])
        {
            throw Offline(model.Fixed, $"it lacks '{first.Path}'");
        }

        var (done, total) = (0L, missing.Sum(file => file.Size));
        var download = new HubDownload(_connection, cache, model.Fixed, count => Report(progress, done += count, total));
        foreach (var file in missing)
        {
            await download.Fetch(file.Path, cancellation).ConfigureAwait(false);
        }

        foreach (var file in model.Files)
        {
            Check(cache, model, file);
        }

        return cache.Snapshot(model.Revision);
    }

    /// <summary>The folder in which a model's files lie once they are fetched.</summary>
    public string FolderOf(LockedModel model) => CacheOf(model.Fixed).Snapshot(model.Revision);

    /// <inheritdoc/>
    public void Dispose() => _connection.Dispose();

    private static void Report(IProgress<StageProgress>? progress, long done, long total) =>
        progress?.Report(new((int)(Math.Min(done, total) / Mebibyte), (int)(total / Mebibyte), "MiB of the model"));

    private HubCache CacheOf(HubModelId id) => new(settings.CacheFolder, id.Name);

    /// <summary>A file that its name in the blobs does not vouch for is read.</summary>
    private static void Check(HubCache cache, LockedModel model, HubFile file)
    {
        var path = cache.FileOf(model.Revision, file.Path);
        var etag = cache.EtagOf(model.Revision, file.Path);
        var isSame = etag is not null && ContentCheck.IsSha256(etag)
            ? etag == file.Sha256 && new FileInfo(cache.Blob(etag)).Length == file.Size
            : Digest.OfFile(path) == file.Sha256;
        if (!isSame)
        {
            throw new SelmaException(
                "SELMA2145",
                $"The file '{file.Path}' of '{model.Source}' is not the one of selma.lock. Delete it from the cache, or remove the model from selma.lock to accept the new one.",
                new(path));
        }
    }

    private static async Task<HubFile> Hashed(HubDownload download, HubCache cache, string commit, string path, CancellationToken cancellation)
    {
        await download.Fetch(path, cancellation).ConfigureAwait(false);
        return new(path, cache.LengthOf(commit, path), Digest.OfFile(cache.FileOf(commit, path)));
    }

    private async Task<HubListing> List(HubModelId id, CancellationToken cancellation)
    {
        try
        {
            return await _connection.Retry.ExecuteAsync(async token => await ListOnce(id, token).ConfigureAwait(false), cancellation).ConfigureAwait(false);
        }
        catch (Exception e) when (HubConnection.MayPass(e))
        {
            return Cached(id, e);
        }
    }

    private async Task<HubListing> ListOnce(HubModelId id, CancellationToken cancellation)
    {
        using var answer = await _connection.Get(_connection.ListOf(id), 0, cancellation).ConfigureAwait(false);
        if (!answer.IsSuccessStatusCode)
        {
            throw HubFault.Of(settings, id, null, answer);
        }

        using var body = new MemoryStream();
        await using var content = await answer.Content.ReadAsStreamAsync(cancellation).ConfigureAwait(false);
        var buffer = new byte[1 << 16];
        for (var count = await content.ReadAsync(buffer, cancellation).ConfigureAwait(false); count > 0 && body.Length <= LargestListing;)
        {
            body.Write(buffer, 0, count);
            count = await content.ReadAsync(buffer, cancellation).ConfigureAwait(false);
        }

        return HubListing.Read(body.ToArray()) ?? throw HubFault.Unreachable(settings, id, "the answer is not a hub's; a proxy may stand in between", null);
    }

    /// <summary>What the cache has of a model; its files' digests are those that name their contents, or worked out.</summary>
    private HubListing Cached(HubModelId id, Exception? failure)
    {
        var cache = CacheOf(id);
        var commit = cache.CommitOf(id);
        if (commit is null || cache.Files(commit) is not { Count: > 0 } paths)
        {
            throw failure is null ? Offline(id, "it is not there") : HubFault.Unreachable(settings, id, failure.Message.TrimEnd('.'), failure);
        }

        return new(commit, null, [.. paths.Select(path => new HubFile(
            path,
            cache.LengthOf(commit, path),
            cache.EtagOf(commit, path) is { } etag && ContentCheck.IsSha256(etag) ? etag : null))]);
    }

    private SelmaException Offline(HubModelId id, string why) => new(
        "SELMA2144",
        $"HF_HUB_OFFLINE allows no network, and of '{id}' the cache says: {why}. Build once with a network, or copy the model's folder into the cache.",
        new(settings.CacheFolder));
}
