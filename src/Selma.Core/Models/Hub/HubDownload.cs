using Selma.Core.Artifacts;

namespace Selma.Core.Models.Hub;

/// <summary>Brings files of one model at one commit into the cache.</summary>
/// <param name="connection">The hub.</param>
/// <param name="cache">The model's folder in the cache.</param>
/// <param name="id">The model, with the commit as its revision.</param>
/// <param name="received">Told how many bytes have come since it was last told.</param>
internal sealed class HubDownload(HubConnection connection, HubCache cache, HubModelId id, Action<long> received)
{
    /// <summary>Fetches a file, going on where an earlier try broke off, and checks it; does nothing where it is there.</summary>
    /// <exception cref="SelmaException">
    /// SELMA2141 no such file; SELMA2142 no right; SELMA2143 the hub cannot be reached; SELMA2145 another content than announced;
    /// SELMA2202 disk full.
    /// </exception>
    public async Task Fetch(string path, CancellationToken cancellation)
    {
        if (File.Exists(cache.FileOf(id.Revision, path)))
        {
            return;
        }

        try
        {
            await FetchNow(path, cancellation).ConfigureAwait(false);
        }
        catch (Exception e) when (HubConnection.MayPass(e))
        {
            throw HubFault.Unreachable(connection.Settings, id, e.Message.TrimEnd('.'), e);
        }
        catch (Exception e) when (e is not SelmaException && DiskFault.Of(e, cache.Snapshot(id.Revision)) is { } fault)
        {
            throw fault;
        }
    }

    private async Task FetchNow(string path, CancellationToken cancellation)
    {
        var remote = await connection.Retry.ExecuteAsync(async token => await Head(path, token).ConfigureAwait(false), cancellation).ConfigureAwait(false);
        using var turn = await FileLock.Take(cache.Lock(remote.Etag), cancellation).ConfigureAwait(false);
        var blob = cache.Blob(remote.Etag);
        if (!File.Exists(blob))
        {
            await FetchBlob(path, remote, blob, cancellation).ConfigureAwait(false);
        }

        cache.Link(id.Revision, path, remote.Etag);
    }

    private async Task FetchBlob(string path, RemoteFile remote, string blob, CancellationToken cancellation)
    {
        _ = Directory.CreateDirectory(Path.GetDirectoryName(blob)!);
        var download = new ResumedDownload(connection, blob + ".incomplete", received);
        received(download.Length);
        CheckSpace(blob, remote.Size - download.Length);
        for (var before = download.Length; ;)
        {
            try
            {
                await connection.Retry.ExecuteAsync(async token => await Continue(download, path, remote, token).ConfigureAwait(false), cancellation)
                    .ConfigureAwait(false);
                break;
            }
            catch (Exception e) when (HubConnection.MayPass(e) && download.Length > before)
            {
                before = download.Length; // as long as something comes, go on
            }
        }

        if (!ContentCheck.Agrees(blob + ".incomplete", remote.Etag))
        {
            File.Delete(blob + ".incomplete");
            throw new SelmaException(
                "SELMA2145", $"The file '{path}' of '{id.Name}' came with other bytes than the hub announced, and was thrown away. Build again.", new(blob));
        }

        File.Move(blob + ".incomplete", blob);
    }

    /// <summary>Looks up where the content lies each time: signed addresses expire.</summary>
    private async Task Continue(ResumedDownload download, string path, RemoteFile announced, CancellationToken cancellation)
    {
        var remote = await Head(path, cancellation).ConfigureAwait(false);
        if (remote.Etag != announced.Etag)
        {
            throw HubFault.Unreachable(connection.Settings, id, $"'{path}' changed while it was fetched", null);
        }

        if (await download.Continue(remote.Location, remote.Size, cancellation).ConfigureAwait(false) is { } answer)
        {
            using (answer)
            {
                throw HubFault.Of(connection.Settings, id, path, answer);
            }
        }
    }

    private async Task<RemoteFile> Head(string path, CancellationToken cancellation)
    {
        using var answer = await connection.Head(connection.FileOf(id, path), cancellation).ConfigureAwait(false);
        if ((int)answer.StatusCode >= 400)
        {
            throw HubFault.Of(connection.Settings, id, path, answer);
        }

        return RemoteFile.Read(answer)
            ?? throw HubFault.Unreachable(connection.Settings, id, "the answer is not a hub's; a proxy may stand in between", null);
    }

    private static void CheckSpace(string blob, long needed)
    {
        var free = new DriveInfo(Path.GetDirectoryName(Path.GetFullPath(blob))!).AvailableFreeSpace;
        if (needed > free)
        {
            throw new SelmaException(
                "SELMA2202",
                $"The disk is full: {DiskFault.Size(free)} free, {DiskFault.Size(needed)} needed for a model. Free some space, or set HF_HOME to another disk, and build again.",
                new(Path.GetDirectoryName(blob)!));
        }
    }
}
