using System.Globalization;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Selma.Core.Numerics;

namespace Selma.TestKit;

/// <summary>A server on this machine that speaks OpenAI's protocol as told, and remembers what it was asked.</summary>
public sealed class ChatServer : IAsyncDisposable
{
    private const int Asked = 20;
    private static readonly string[] Words = [.. Enumerable.Range(0, 400).Select(word => string.Concat(
        "bdfgklmnprstvz"[word % 14], "aeiou"[word / 14 % 5], "lmnrst"[word / 70 % 6], "aeiou"[word % 5], "bdgkt"[word / 5 % 5]))];

    private readonly List<ChatCall> _calls = [];
    private readonly WebApplication _server;

    private ChatServer(Func<ChatCall, ChatAnswer> answer)
    {
        var builder = WebApplication.CreateSlimBuilder();
        _ = builder.Logging.ClearProviders();
        _ = builder.WebHost.UseUrls("http://127.0.0.1:0");
        _ = builder.WebHost.ConfigureKestrel(options => options.AddServerHeader = false);
        _server = builder.Build();
        _server.Run(context => Answer(context, answer));
    }

    /// <summary>The base URL for settings.</summary>
    public string Endpoint => $"{_server.Urls.Single()}/v1";

    /// <summary>What was asked so far, in the order of arrival.</summary>
    public IReadOnlyList<ChatCall> Calls
    {
        get
        {
            lock (_calls)
            {
                return [.. _calls];
            }
        }
    }

    /// <summary>Starts a server.</summary>
    /// <param name="answer">The answer to a call.</param>
    public static async Task<ChatServer> Start(Func<ChatCall, ChatAnswer> answer)
    {
        var server = new ChatServer(answer);
        await server._server.StartAsync();
        return server;
    }

    /// <summary>Starts a server that answers every call with twenty prompts that depend on the call's body alone.</summary>
    public static Task<ChatServer> Start() => Start(call => ChatAnswer.Text(Prompts(call)));

    /// <summary>Twenty numbered prompts, hardly alike, that depend on the request's seed alone.</summary>
    public static string Prompts(ChatCall call)
    {
        ArgumentNullException.ThrowIfNull(call);
        var draws = new Draws(call.Seed, "chat server", 0);
        return string.Join('\n', Enumerable.Range(4, Asked).Select(number => string.Create(
            CultureInfo.InvariantCulture, $"{number}. {string.Join(' ', Enumerable.Range(0, 6 + draws.Next(9)).Select(_ => draws.Choose(Words)))}")));
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _server.StopAsync(new CancellationToken(canceled: true));
        await _server.DisposeAsync();
    }

    private async Task Answer(HttpContext context, Func<ChatCall, ChatAnswer> answer)
    {
        var call = await Receive(context.Request);
        var reply = answer(call);
        await reply.Before.WaitAsync(context.RequestAborted);
        if (reply.Hangs)
        {
            await Task.Delay(Timeout.Infinite, context.RequestAborted);
        }

        context.Response.StatusCode = reply.Status;
        context.Response.ContentType = "application/json";
        foreach (var (name, value) in reply.Headers)
        {
            context.Response.Headers[name] = value;
        }

        var body = Encoding.UTF8.GetBytes(reply.Body);
        context.Response.ContentLength = body.Length;
        if (reply.Breaks)
        {
            await context.Response.Body.WriteAsync(body.AsMemory(0, body.Length / 2));
            await context.Response.Body.FlushAsync();
            context.Abort();
            return;
        }

        await context.Response.Body.WriteAsync(body);
        await context.Response.CompleteAsync();
        call.MarkAnswered();
    }

    private async Task<ChatCall> Receive(HttpRequest request)
    {
        using var reader = new StreamReader(request.Body);
        var json = await reader.ReadToEndAsync();
        var headers = request.Headers.ToDictionary(header => header.Key, header => header.Value.ToString(), StringComparer.OrdinalIgnoreCase);
        lock (_calls)
        {
            var call = new ChatCall(_calls.Count, request.Path, headers, json.Length == 0 ? "{}" : json);
            _calls.Add(call);
            return call;
        }
    }
}
