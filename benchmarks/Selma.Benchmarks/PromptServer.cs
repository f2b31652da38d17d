using System.Net;
using System.Net.Sockets;
using System.Text.Json;

namespace Selma.Benchmarks;

/// <summary>A server of this process that answers chat requests at once with prompts that it has ready.</summary>
internal sealed class PromptServer : IDisposable
{
    private readonly HttpListener _listener = new();
    private readonly Queue<byte[]> _replies;

    /// <summary>Starts it.</summary>
    /// <param name="prompts">What to answer, twenty at a time.</param>
    public PromptServer(IEnumerable<string> prompts)
    {
        _replies = new(prompts.Chunk(20).Select(Reply));
        using (var probe = new TcpListener(IPAddress.Loopback, 0))
        {
            probe.Start();
            Address = $"http://127.0.0.1:{((IPEndPoint)probe.LocalEndpoint).Port}/";
        }

        _listener.Prefixes.Add(Address);
        _listener.Start();
        _ = Serve();
    }

    /// <summary>Its root.</summary>
    public string Address { get; }

    /// <summary>Requests answered.</summary>
    public int Requests { get; private set; }

    public void Dispose() => ((IDisposable)_listener).Dispose();

    private static byte[] Reply(string[] prompts) => JsonSerializer.SerializeToUtf8Bytes(new
    {
        choices = new[] { new { message = new { content = string.Join('\n', prompts.Select((prompt, i) => $"{i + 4}. {prompt}")) }, finish_reason = "stop" } },
        usage = new { prompt_tokens = 250, completion_tokens = 600 },
    });

    private async Task Serve()
    {
        while (_listener.IsListening)
        {
            var context = await _listener.GetContextAsync();
            await context.Request.InputStream.CopyToAsync(Stream.Null);
            context.Response.ContentType = "application/json";
            await context.Response.OutputStream.WriteAsync(_replies.Dequeue());
            context.Response.Close();
            Requests++;
        }
    }
}
