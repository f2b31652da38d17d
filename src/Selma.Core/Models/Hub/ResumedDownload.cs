using System.Net;

namespace Selma.Core.Models.Hub;

/// <summary>Fetches a content into a file that grows: what an earlier try has left is kept, and the rest is asked for.</summary>
/// <param name="connection">The hub.</param>
/// <param name="path">The growing file, <c>blobs/&lt;etag&gt;.incomplete</c>.</param>
/// <param name="received">Told how many bytes have come since it was last told.</param>
internal sealed class ResumedDownload(HubConnection connection, string path, Action<long> received)
{
    private const int BufferSize = 1 << 18;

    /// <summary>Bytes that are there.</summary>
    public long Length => new FileInfo(path) is { Exists: true } file ? file.Length : 0;

    /// <summary>Asks once for what is missing and writes what comes.</summary>
    /// <param name="location">Where the content lies.</param>
    /// <param name="size">Its bytes.</param>
    /// <param name="cancellation">Stops; what has come is kept.</param>
    /// <returns>An answer that is no success, to be told of and disposed of by the caller; null where all is there.</returns>
    /// <exception cref="HttpRequestException">The answer broke off, or is not what was asked for; asking again goes on behind it.</exception>
    public async Task<HttpResponseMessage?> Continue(Uri location, long size, CancellationToken cancellation)
    {
        if (Length > size)
        {
            File.Delete(path);
        }

        if (Length == size && size > 0)
        {
            return null;
        }

        var answer = await connection.Get(location, Length, cancellation).ConfigureAwait(false);
        if (answer.StatusCode == HttpStatusCode.RequestedRangeNotSatisfiable)
        {
            answer.Dispose();
            File.Delete(path);
            throw new HttpRequestException("it does not know the part that is missing");
        }

        if (!answer.IsSuccessStatusCode)
        {
            return answer;
        }

        using (answer)
        {
            await Write(answer, size, cancellation).ConfigureAwait(false);
        }

        return Length == size ? null : throw new HttpRequestException($"the answer ended after {Length} of {size} bytes");
    }

    private async Task Write(HttpResponseMessage answer, long size, CancellationToken cancellation)
    {
        var isRest = answer.StatusCode == HttpStatusCode.PartialContent && answer.Content.Headers.ContentRange?.From == Length;
        if (!isRest && answer.StatusCode == HttpStatusCode.PartialContent)
        {
            File.Delete(path);
            throw new HttpRequestException("it sends another part than it was asked for");
        }

        await using var file = new FileStream(path, isRest ? FileMode.Append : FileMode.Create, FileAccess.Write, FileShare.Read, 1);
        var body = await answer.Content.ReadAsStreamAsync(cancellation).ConfigureAwait(false);
        var buffer = new byte[BufferSize];
        for (var count = await Read(body, buffer, cancellation).ConfigureAwait(false); count > 0; count = await Read(body, buffer, cancellation).ConfigureAwait(false))
        {
            if (file.Length + count > size)
            {
                throw new HttpRequestException($"it sends more than the {size} bytes that it announced");
            }

            await file.WriteAsync(buffer.AsMemory(0, count), cancellation).ConfigureAwait(false);
            received(count);
        }
    }

    /// <summary>Reads what there is; a connection that is lost or silent is a failure that may pass.</summary>
    private async Task<int> Read(Stream body, byte[] buffer, CancellationToken cancellation)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        patience.CancelAfter(connection.Settings.StallTimeout);
        try
        {
            return await body.ReadAsync(buffer, patience.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException e) when (!cancellation.IsCancellationRequested)
        {
            throw new TimeoutException($"no byte came within {connection.Settings.StallTimeout.TotalSeconds} s", e);
        }
        catch (IOException e)
        {
            throw new HttpRequestException("the connection broke off", e);
        }
    }
}
