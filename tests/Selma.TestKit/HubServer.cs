using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Selma.TestKit;

/// <summary>A web server on this machine that answers as it is told: whole, in parts, cut short, slowly or wrongly.</summary>
public sealed class HubServer : IDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly Func<HubRequest, HubAnswer> _answer;
    private readonly Task _serving;

    /// <summary>Starts to serve on a free port.</summary>
    /// <param name="answer">The answer to a request.</param>
    public HubServer(Func<HubRequest, HubAnswer> answer)
    {
        _answer = answer;
        _listener.Start();
        _serving = Task.Run(Serve);
    }

    /// <summary>Its address, without a slash at the end.</summary>
    public string Address => $"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}";

    /// <summary>The requests so far.</summary>
    public ConcurrentQueue<HubRequest> Requests { get; } = new();

    /// <inheritdoc/>
    public void Dispose()
    {
        _stop.Cancel();
        _listener.Stop();
        _serving.GetAwaiter().GetResult();
        _stop.Dispose();
    }

    private async Task Serve()
    {
        var clients = new List<Task>();
        while (!_stop.IsCancellationRequested)
        {
            try
            {
                var client = await _listener.AcceptTcpClientAsync(_stop.Token).ConfigureAwait(false);
                clients.Add(Task.Run(() => AnswerAndClose(client)));
            }
            catch (Exception e) when (e is OperationCanceledException or SocketException or ObjectDisposedException)
            {
                // The test is over.
            }
        }

        await Task.WhenAll(clients).ConfigureAwait(false);
    }

    private async Task AnswerAndClose(TcpClient client)
    {
        try
        {
            using (client)
            {
                await Answer(client).ConfigureAwait(false);
            }
        }
        catch (Exception e) when (e is OperationCanceledException or IOException or SocketException or ObjectDisposedException)
        {
            // The client has gone, or the test is over.
        }
    }

    private async Task Answer(TcpClient client)
    {
        await using var stream = client.GetStream();
        using var reader = new StreamReader(stream, Encoding.ASCII, false, 1024, leaveOpen: true);
        if (await reader.ReadLineAsync(_stop.Token).ConfigureAwait(false) is not { } line || line.Split(' ') is not [var method, var path, _])
        {
            return;
        }

        var headers = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        while (await reader.ReadLineAsync(_stop.Token).ConfigureAwait(false) is { Length: > 0 } header)
        {
            headers[header[..header.IndexOf(':', StringComparison.Ordinal)]] = header[(header.IndexOf(':', StringComparison.Ordinal) + 1)..].Trim();
        }

        var request = new HubRequest(method, path, headers);
        Requests.Enqueue(request);
        await Send(stream, request, _answer(request)).ConfigureAwait(false);
        if (!_stop.IsCancellationRequested)
        {
            client.Client.Shutdown(SocketShutdown.Send);
        }
    }

    private async Task Send(NetworkStream stream, HubRequest request, HubAnswer answer)
    {
        var head = new StringBuilder();
        _ = head.Append(CultureInfo.InvariantCulture, $"HTTP/1.1 {answer.Status} Answer\r\nConnection: close\r\n");
        if (!answer.Headers.ContainsKey("Content-Length"))
        {
            _ = head.Append(CultureInfo.InvariantCulture, $"Content-Length: {answer.Body.Length}\r\n");
        }

        foreach (var (name, value) in answer.Headers)
        {
            _ = head.Append(CultureInfo.InvariantCulture, $"{name}: {value}\r\n");
        }

        await stream.WriteAsync(Encoding.ASCII.GetBytes(head.Append("\r\n").ToString()), _stop.Token).ConfigureAwait(false);
        if (request.Method != "HEAD")
        {
            await stream.WriteAsync(answer.Body.AsMemory(0, Math.Min(answer.CutAfter, answer.Body.Length)), _stop.Token).ConfigureAwait(false);
        }

        await stream.FlushAsync(_stop.Token).ConfigureAwait(false);
        if (answer.IsSilent)
        {
            await Task.Delay(Timeout.Infinite, _stop.Token).ConfigureAwait(false);
        }
    }
}
