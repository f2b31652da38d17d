using System.ClientModel;
using System.ClientModel.Primitives;
using OpenAI;
using OpenAI.Chat;

namespace Selma.Core.Models.Language.Chat;

/// <summary>Posts requests through the OpenAI package, one try each: waiting and asking again are decided above it.</summary>
internal sealed class ChatWire : IDisposable
{
    private static readonly PipelineMessageClassifier AnyStatus = PipelineMessageClassifier.Create([]);
    private readonly HttpClient _http = new(new SocketsHttpHandler
    {
        AllowAutoRedirect = false, // a key goes nowhere but where the settings say
        PooledConnectionLifetime = TimeSpan.FromMinutes(5),
    })
    {
        Timeout = System.Threading.Timeout.InfiniteTimeSpan,
    };

    private readonly ChatClient _client;
    private readonly ChatEndpoint _endpoint;

    /// <summary>Connects nothing yet.</summary>
    public ChatWire(ChatEndpoint endpoint, ApiKey key, string model)
    {
        _endpoint = endpoint;
        var options = new OpenAIClientOptions
        {
            Endpoint = endpoint.Address,
            Transport = new HttpClientPipelineTransport(_http),
            RetryPolicy = new ClientRetryPolicy(maxRetries: 0),
            NetworkTimeout = System.Threading.Timeout.InfiniteTimeSpan,
            ClientLoggingOptions = new() { EnableLogging = false },
            EnableDistributedTracing = false,
        };
        options.AddPolicy(new KeyHeader(endpoint, key), PipelinePosition.BeforeTransport);
        _client = new ChatClient(model, new ApiKeyCredential("none"), options);
    }

    /// <summary>Posts a request and reads the whole reply, whatever its status.</summary>
    /// <param name="request">The request.</param>
    /// <param name="name">Names this try, for gateways that answer a repeated one without asking for money again.</param>
    /// <param name="cancellation">Gives up.</param>
    public async Task<PipelineResponse> Post(ChatRequest request, string name, CancellationToken cancellation)
    {
        using var content = BinaryContent.Create(BinaryData.FromBytes(request.Body(_endpoint)));
        var options = new RequestOptions { CancellationToken = cancellation, ErrorOptions = ClientErrorBehaviors.NoThrow };
        options.SetHeader("Idempotency-Key", name);
        return request.Settings.Api == "chat"
            ? (await _client.CompleteChatAsync(content, options).ConfigureAwait(false)).GetRawResponse()
            : await PostCompletion(content, options).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public void Dispose() => _http.Dispose();

    /// <summary>The package keeps its client of the completions endpoint to itself, so the request takes the chat client's pipeline.</summary>
    private async Task<PipelineResponse> PostCompletion(BinaryContent content, RequestOptions options)
    {
        using var message = _client.Pipeline.CreateMessage(_endpoint.Call("completions"), "POST", AnyStatus);
        message.Request.Headers.Set("Accept", "application/json");
        message.Request.Headers.Set("Content-Type", "application/json");
        message.Request.Content = content;
        message.Apply(options);
        await _client.Pipeline.SendAsync(message).ConfigureAwait(false);
        return message.ExtractResponse()!;
    }
}
