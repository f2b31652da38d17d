using System.ClientModel;
using System.Globalization;
using Polly;

namespace Selma.Core.Models.Language.Chat;

/// <summary>A language model behind an OpenAI-compatible endpoint: OpenAI, Azure, vLLM, Ollama, llama.cpp's server, LM Studio.</summary>
/// <remarks>Requests may be under way side by side. What was answered once is not asked again.</remarks>
internal sealed class ChatModel : IDisposable
{
    private const int MostOutput = 32_768; // where no limit is set, no reply is expected to be longer

    private static readonly TimeSpan WorthTelling = TimeSpan.FromSeconds(5);
    private readonly ChatEndpoint _endpoint;
    private readonly ChatSettings _settings;
    private readonly ApiKey _key;
    private readonly ChatWire _wire;
    private readonly RateLimit _rate;
    private readonly Spending _spending;
    private readonly TimeProvider _clock;
    private readonly Action<string> _tell;
    private readonly ResiliencePipeline<ChatAttempt> _retries;
    private readonly ChatLedger _ledger;

    /// <summary>Connects nothing yet.</summary>
    /// <param name="endpoint">Where it is asked.</param>
    /// <param name="name">The model's name there.</param>
    /// <param name="settings">How it is asked.</param>
    /// <param name="key">The key.</param>
    /// <param name="spending">What the build has spent.</param>
    /// <param name="clock">The clock of waiting.</param>
    /// <param name="tell">Told what a reader should know: that the endpoint asks to wait.</param>
    /// <exception cref="SelmaException">SELMA1062: there is no key, and the endpoint demands one.</exception>
    public ChatModel(
        ChatEndpoint endpoint, string name, ChatSettings settings, ApiKey key, Spending spending, TimeProvider clock, Action<string> tell)
    {
        (Name, _endpoint, _settings, _key, _spending, _clock, _tell) = (name, endpoint, settings, key, spending, clock, tell);
        if (endpoint.IsHosted && !key.IsSet)
        {
            throw ChatErrors.NoKey(endpoint);
        }

        _wire = new(endpoint, key, name);
        _rate = new(settings.RequestsPerMinute, clock);
        _retries = ChatRetries.Policy(settings.Retries, clock, Wait);
        _ledger = new(settings.Prices);
    }

    /// <summary>The model's name.</summary>
    public string Name { get; }

    /// <summary>What was asked so far.</summary>
    public ChatAccount Account => _ledger.Account;

    /// <summary>Answers a request from what is kept, else asks for the reply and keeps it.</summary>
    /// <param name="text">The one message.</param>
    /// <param name="seed">Fixes the reply as far as the endpoint allows.</param>
    /// <param name="kept">Replies that are there.</param>
    /// <param name="attempts">Once this is cancelled nothing new is sent; a reply under way is still taken.</param>
    /// <param name="cancellation">Gives up at once.</param>
    /// <exception cref="SelmaException">SELMA2011 to SELMA2018.</exception>
    public async Task<ChatReply> Ask(string text, ulong seed, KeptReplies kept, CancellationToken attempts, CancellationToken cancellation)
    {
        var request = new ChatRequest(Name, text, seed, _settings);
        var earlier = kept.Find(request.Digest);
        if (earlier.Select(raw => ReplyReader.Read(raw).Reply).FirstOrDefault(reply => reply is not null) is { } known)
        {
            _ledger.CountKept();
            return known;
        }

        var unusable = earlier.Count;
        var last = await _retries.ExecuteAsync(async _ => await Try().ConfigureAwait(false), attempts).ConfigureAwait(false);
        return last.Reply ?? throw ChatErrors.Of(last.Fault!, _endpoint, Name);

        async Task<ChatAttempt> Try()
        {
            await _rate.Turn(attempts).ConfigureAwait(false);
            var attempt = await Send(request, unusable, kept, attempts, cancellation).ConfigureAwait(false);
            unusable += attempt.Fault?.Kind == ChatFaultKind.Unreadable ? 1 : 0;
            return attempt;
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _wire.Dispose();

    private async Task<ChatAttempt> Send(ChatRequest request, int unusable, KeptReplies kept, CancellationToken attempts, CancellationToken cancellation)
    {
        var reserved = _settings.Prices?.Of(new(TokenCount.Most(request.Text), _settings.MaxTokens ?? MostOutput)) ?? 0;
        if (!await _spending.Reserve(reserved, _settings.MaxCost, attempts).ConfigureAwait(false))
        {
            throw ChatErrors.TooDear(_spending.Spent, _settings.MaxCost!.Value);
        }

        var cost = reserved; // a request that is given up may have to be paid all the same
        try
        {
            var (raw, wait) = await Post(request, $"{request.Digest}-{unusable}", cancellation).ConfigureAwait(false);
            (var attempt, cost) = Take(request, raw, kept);
            return attempt.Fault is { } fault ? fault with { RetryAfter = wait } : attempt;
        }
        catch (ChatUnreachableException e)
        {
            cost = e.IsLate ? reserved : 0;
            return new ChatFault(ChatFaultKind.Unreachable, ReplyReader.Line(_key.Scrub(e.Message)));
        }
        finally
        {
            _spending.Settle(reserved, cost);
        }
    }

    /// <summary>Keeps what was paid for, then reads it.</summary>
    private (ChatAttempt Attempt, double Cost) Take(ChatRequest request, RawReply raw, KeptReplies kept)
    {
        if (raw.IsSuccess)
        {
            kept.Keep(request.Digest, raw);
        }

        var attempt = ReplyReader.Read(raw);
        if (raw.IsSuccess)
        {
            return (attempt, _ledger.Count(attempt.Reply?.Tokens ?? Guess(request, attempt.Reply?.Text ?? raw.Body)));
        }

        if (attempt.Reply is not null)
        {
            kept.Keep(request.Digest, raw); // withheld by a filter: it would be so again
        }

        return (attempt, 0);
    }

    private static TokenCount Guess(ChatRequest request, string reply) => new(TokenCount.Estimate(request.Text), TokenCount.Estimate(reply));

    private async Task<(RawReply Reply, TimeSpan? RetryAfter)> Post(ChatRequest request, string name, CancellationToken cancellation)
    {
        using var late = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        late.CancelAfter(TimeSpan.FromSeconds(_settings.Timeout));
        try
        {
            using var response = await _wire.Post(request, name, late.Token).ConfigureAwait(false);
            var wait = RetryAfter.Read(header => response.Headers.TryGetValue(header, out var value) ? value : null, _clock.GetUtcNow());
            return (new(response.Status, _key.Scrub(response.Content.ToString())), wait);
        }
        catch (OperationCanceledException e) when (!cancellation.IsCancellationRequested)
        {
            throw new ChatUnreachableException(
                string.Create(CultureInfo.InvariantCulture, $"no whole reply within {_settings.Timeout} s"), isLate: true, e);
        }
        catch (Exception e) when (e is ClientResultException or HttpRequestException or IOException)
        {
            throw new ChatUnreachableException((e.InnerException ?? e).Message, isLate: false, e);
        }
    }

    private void Wait(ChatFault fault, TimeSpan time)
    {
        if (fault.RetryAfter is not null)
        {
            _rate.Pause(time);
        }

        if (time >= WorthTelling)
        {
            _tell(string.Create(CultureInfo.InvariantCulture, $"{_endpoint.Address.Host}: {fault.Text}; asking again in {time.TotalSeconds:0} s"));
        }
    }
}
