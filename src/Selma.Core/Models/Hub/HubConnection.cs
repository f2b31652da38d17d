using System.Net;
using System.Net.Http.Headers;
using Polly;
using Polly.Retry;

namespace Selma.Core.Models.Hub;

/// <summary>Asks the hub: follows redirects without taking the token to another host, and tries again what may pass.</summary>
internal sealed class HubConnection : IDisposable
{
    private const int MostRedirects = 10;
    private const int Retries = 5;
    private readonly HttpClient _client;

    /// <summary>Opens nothing yet.</summary>
    /// <param name="settings">Where the hub is.</param>
    /// <param name="clock">Measures the pauses between tries.</param>
    public HubConnection(HubSettings settings, TimeProvider clock)
    {
        Settings = settings;
#pragma warning disable CA2000 // the client owns it
        _client = new(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false, ConnectTimeout = settings.AnswerTimeout });
#pragma warning restore CA2000
        _client.Timeout = Timeout.InfiniteTimeSpan;
        _client.DefaultRequestHeaders.UserAgent.ParseAdd("selma/1.0");
        _client.DefaultRequestHeaders.AcceptEncoding.ParseAdd("identity"); // else a length is that of the compressed bytes
        Retry = new ResiliencePipelineBuilder { TimeProvider = clock }.AddRetry(new RetryStrategyOptions
        {
            MaxRetryAttempts = Retries,
            Delay = TimeSpan.FromSeconds(1),
            MaxDelay = TimeSpan.FromSeconds(30),
            BackoffType = DelayBackoffType.Exponential,
            UseJitter = true,
            ShouldHandle = new PredicateBuilder().Handle<Exception>(MayPass),
            DelayGenerator = outcome => ValueTask.FromResult((outcome.Outcome.Exception as BusyHubException)?.Pause),
        }).Build();
    }

    /// <summary>Where the hub is.</summary>
    public HubSettings Settings { get; }

    /// <summary>Tries again after failures that may pass.</summary>
    public ResiliencePipeline Retry { get; }

    /// <summary>Whether the same request may succeed a moment later.</summary>
    public static bool MayPass(Exception error) => error is HttpRequestException or BusyHubException or TimeoutException or HttpIOException;

    /// <summary>Where a model's list of files is.</summary>
    public Uri ListOf(HubModelId id) => new($"{Root}api/models/{id.Name}/revision/{Uri.EscapeDataString(id.Revision)}?blobs=true");

    /// <summary>Where a file of a model is.</summary>
    public Uri FileOf(HubModelId id, string path) =>
        new($"{Root}{id.Name}/resolve/{Uri.EscapeDataString(id.Revision)}/{string.Join('/', path.Split('/').Select(Uri.EscapeDataString))}");

    /// <summary>Asks for the head of an answer only. A redirect to another host is not followed: its headers are the hub's own.</summary>
    public Task<HttpResponseMessage> Head(Uri address, CancellationToken cancellation) =>
        Send(HttpMethod.Head, address, 0, (from, to) => IsSameHost(from, to), cancellation);

    /// <summary>Asks for a content; the body is read by the caller.</summary>
    /// <param name="address">Where.</param>
    /// <param name="from">The first byte wanted.</param>
    /// <param name="cancellation">Stops waiting.</param>
    public Task<HttpResponseMessage> Get(Uri address, long from, CancellationToken cancellation) =>
        Send(HttpMethod.Get, address, from, (source, target) => source.Scheme == target.Scheme || target.Scheme == Uri.UriSchemeHttps, cancellation);

    /// <inheritdoc/>
    public void Dispose() => _client.Dispose();

    private string Root => Settings.Endpoint.AbsoluteUri.TrimEnd('/') + "/";

    private static bool IsSameHost(Uri from, Uri to) => from.GetLeftPart(UriPartial.Authority) == to.GetLeftPart(UriPartial.Authority);

    private async Task<HttpResponseMessage> Send(HttpMethod method, Uri address, long from, Func<Uri, Uri, bool> follows, CancellationToken cancellation)
    {
        for (var i = 0; i <= MostRedirects; i++)
        {
            var answer = await SendOnce(method, address, from, cancellation).ConfigureAwait(false);
            var target = answer.Headers.Location is { } location ? new Uri(address, location) : null;
            if ((int)answer.StatusCode is < 300 or >= 400 || target is null || !follows(address, target))
            {
                return ThrowIfBusy(answer);
            }

            answer.Dispose();
            address = target;
        }

        throw new HttpRequestException("its redirects do not end");
    }

    private async Task<HttpResponseMessage> SendOnce(HttpMethod method, Uri address, long from, CancellationToken cancellation)
    {
        using var request = new HttpRequestMessage(method, address);
        Settings.Authorize(request);
        request.Headers.Range = from > 0 ? new RangeHeaderValue(from, null) : null;
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        patience.CancelAfter(Settings.AnswerTimeout);
        try
        {
            return await _client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, patience.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException e) when (!cancellation.IsCancellationRequested)
        {
            throw new TimeoutException($"no answer within {Settings.AnswerTimeout.TotalSeconds} s", e);
        }
    }

    private static HttpResponseMessage ThrowIfBusy(HttpResponseMessage answer)
    {
        if (answer.StatusCode is not (HttpStatusCode.RequestTimeout or HttpStatusCode.TooManyRequests) && (int)answer.StatusCode < 500)
        {
            return answer;
        }

        var pause = answer.Headers.RetryAfter?.Delta;
        var status = (int)answer.StatusCode;
        answer.Dispose();
        throw new BusyHubException($"it answers {status}", pause);
    }
}
