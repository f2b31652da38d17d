using Selma.Core.Models.Language.Chat;
using Selma.TestKit;

namespace Selma.Core.Tests.Models.Language.Chat;

public sealed class ChatModelTests : IDisposable
{
    private const string Key = "sk-planted-0123456789";
    private readonly TemporaryFolder _folder = new();

    [Fact]
    public async Task Posts_a_chat_request_and_reads_the_reply()
    {
        await using var server = await ChatServer.Start(_ => ChatAnswer.Text("4. a cat"));
        using var asking = new Asking(server, _folder, key: Key);
        Assert.Equal(new ChatReply("4. a cat", null, IsCut: false, new TokenCount(250, 600)), await asking.Ask("Write \"é\".\nNow."));
        var call = Assert.Single(server.Calls);
        Assert.Equal("/v1/chat/completions", call.Path);
        Assert.Equal($"Bearer {Key}", call.Headers["Authorization"]);
        Assert.Equal("application/json", call.Headers["Content-Type"]);
        Assert.Equal(
            """
            {
              "model": "test-model",
              "messages": [
                {
                  "role": "user",
                  "content": "Write \"é\".\nNow."
                }
              ],
              "temperature": 1,
              "top_p": 1,
              "max_tokens": 3072,
              "seed": 128
            }
            """,
            call.Json); // 2^40 >> 33 = 128
        Assert.Equal(new ChatAccount(1, new(250, 600), 0, null), asking.Account);
    }

    [Fact]
    public async Task Posts_to_the_completions_endpoint_and_sends_no_key_where_there_is_none()
    {
        await using var server = await ChatServer.Start(_ => ChatAnswer.Completion("4. a cat"));
        using var asking = new Asking(server, _folder, new() { Api = "completions", TopP = null, Temperature = null, MaxTokens = null });
        Assert.Equal("4. a cat", (await asking.Ask("Go on:\n3. a dog")).Text);
        var call = Assert.Single(server.Calls);
        Assert.Equal("/v1/completions", call.Path);
        Assert.False(call.Headers.ContainsKey("Authorization"));
        Assert.Equal("{\n  \"model\": \"test-model\",\n  \"prompt\": \"Go on:\\n3. a dog\\n\",\n  \"seed\": 128\n}", call.Json);
    }

    [Theory]
    [InlineData("Retry-After", "7", 7)]
    [InlineData("retry-after-ms", "2500", 2.5)]
    public async Task Waits_as_long_as_the_endpoint_asks(string header, string value, double seconds)
    {
        await using var server = await ChatServer.Start(call => call.Number == 0
            ? ChatAnswer.Error(429, "rate_limit_exceeded", "Slow down.", (header, value))
            : ChatAnswer.Text("4. a cat"));
        using var asking = new Asking(server, _folder);
        Assert.Equal("4. a cat", (await asking.Ask()).Text);
        Assert.Equal(TimeSpan.FromSeconds(seconds), asking.Clock.Waits[0]);
        Assert.Equal(2, server.Calls.Count);
        Assert.Equal(server.Calls[0].Headers["Idempotency-Key"], server.Calls[1].Headers["Idempotency-Key"]);
        Assert.Equal(1, asking.Account.Requests); // the one that was answered
        Assert.Equal(seconds >= 5 ? ["127.0.0.1: 429 Slow down.; asking again in 7 s"] : [], asking.Told);
    }

    [Fact]
    public async Task Asks_again_after_ever_longer_times_when_the_endpoint_fails()
    {
        await using var server = await ChatServer.Start(call => call.Number < 4 ? new() { Status = 500 + call.Number, Body = "<html>down</html>" } : ChatAnswer.Text("4. a cat"));
        using var asking = new Asking(server, _folder);
        Assert.Equal("4. a cat", (await asking.Ask()).Text);
        Assert.Equal(4, asking.Clock.Waits.Count);
        Assert.All(asking.Clock.Waits, wait => Assert.InRange(wait.TotalSeconds, 0, 60));
        Assert.Equal(4, asking.Clock.Waits.Distinct().Count()); // jittered
        Assert.True(asking.Clock.Waits.Sum(wait => wait.TotalSeconds) > 3);
    }

    [Fact]
    public async Task A_reply_that_is_cut_or_breaks_off_is_asked_for_again()
    {
        await using var server = await ChatServer.Start(call => call.Number switch
        {
            0 => ChatAnswer.Text("4. a cat") with { Breaks = true },
            1 => new() { Body = "{\"choices\": [{\"message\": {\"content\": \"4. a d" },
            2 => new() { Body = "" },
            _ => ChatAnswer.Text("4. a cow"),
        });
        using var asking = new Asking(server, _folder);
        Assert.Equal("4. a cow", (await asking.Ask()).Text);
        Assert.Equal(4, server.Calls.Count);
        Assert.Contains("4. a d", asking.Journal(), StringComparison.Ordinal); // what was paid for is kept, whatever it is
        Assert.Equal(["0", "0", "1", "2"], server.Calls.Select(call => call.Headers["Idempotency-Key"].Split('-')[1]));
    }

    [Fact]
    public async Task A_slow_reply_is_given_up_and_asked_for_again()
    {
        await using var server = await ChatServer.Start(call => ChatAnswer.Text("4. a cat") with { Hangs = call.Number == 0 });
        using var asking = new Asking(server, _folder, new() { Timeout = 0.5 });
        Assert.Equal("4. a cat", (await asking.Ask()).Text);
        Assert.Equal(2, server.Calls.Count);
    }

    [Theory]
    [InlineData(404, "model_not_found", "The model `test-model` does not exist.", "SELMA2014", 1)]
    [InlineData(404, "", "Not found", "SELMA2014", 1)]
    [InlineData(401, "invalid_api_key", "Incorrect API key provided: sk-planted-0123456789.", "SELMA2013", 1)]
    [InlineData(403, "", "Forbidden", "SELMA2013", 1)]
    [InlineData(429, "insufficient_quota", "You exceeded your current quota.", "SELMA2015", 1)]
    [InlineData(402, "", "Insufficient balance", "SELMA2015", 1)]
    [InlineData(400, "unsupported_parameter", "Use max_completion_tokens.", "SELMA2017", 1)]
    [InlineData(301, "", "Moved", "SELMA2017", 1)]
    [InlineData(503, "", "Overloaded", "SELMA2012", 3)]
    [InlineData(429, "rate_limit_exceeded", "Slow down.", "SELMA2012", 3)]
    [InlineData(200, "", "An error with a good status", "SELMA2016", 3)]
    [InlineData(200, "502", "A gateway's error", "SELMA2012", 3)]
    public async Task Errors_say_what_to_do_and_show_no_key(int status, string code, string message, string expected, int calls)
    {
        await using var server = await ChatServer.Start(_ => ChatAnswer.Error(status, code, message, ("Location", "http://127.0.0.1:1/")));
        using var asking = new Asking(server, _folder, new() { Retries = 2 }, Key);
        var error = await Assert.ThrowsAsync<SelmaException>(() => asking.Ask());
        Assert.Equal(expected, error.Code);
        Assert.Contains(message.Replace(Key, "***", StringComparison.Ordinal), error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(Key, error.ToString(), StringComparison.Ordinal);
        Assert.Equal(calls, server.Calls.Count);
    }

    [Fact]
    public async Task An_endpoint_that_is_not_there_is_named()
    {
        using var asking = new Asking("http://127.0.0.1:9/v1", _folder, new() { Retries = 1 });
        var error = await Assert.ThrowsAsync<SelmaException>(() => asking.Ask());
        Assert.Equal("SELMA2011", error.Code);
        Assert.Contains("http://127.0.0.1:9/v1", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_endless_wait_ends_as_unreachable()
    {
        await using var server = await ChatServer.Start(_ => new() { Hangs = true });
        using var asking = new Asking(server, _folder, new() { Timeout = 0.2, Retries = 0 });
        var error = await Assert.ThrowsAsync<SelmaException>(() => asking.Ask());
        Assert.Equal("SELMA2011", error.Code);
        Assert.Contains("no whole reply within 0.2 s", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void OpenAI_and_Azure_want_a_key()
    {
        foreach (var endpoint in new[] { null, "https://name.openai.azure.com/openai/v1" })
        {
            var error = Assert.Throws<SelmaException>(() => new Asking(endpoint ?? "https://api.openai.com/v1", _folder));
            Assert.Equal("SELMA1062", error.Code);
            Assert.Contains("SELMA_TEST_KEY", error.Message, StringComparison.Ordinal);
            File.Delete(_folder.File("replies.jsonl"));
        }
    }

    [Theory]
    [InlineData("stop", ChatReply.Empty)]
    [InlineData("content_filter", ChatReply.ContentFilter)]
    public async Task A_reply_without_text_is_a_reply_and_not_asked_for_again(string finish, string reason)
    {
        await using var server = await ChatServer.Start(_ => ChatAnswer.Text("", finish));
        using (var asking = new Asking(server, _folder))
        {
            Assert.Equal(reason, (await asking.Ask()).Rejection);
        }

        using var again = new Asking(server, _folder);
        Assert.Equal(reason, (await again.Ask()).Rejection);
        _ = Assert.Single(server.Calls);
        Assert.Equal(new ChatAccount(0, default, 1, null), again.Account);
    }

    [Fact]
    public async Task A_request_that_Azures_filter_refuses_is_not_asked_again()
    {
        await using var server = await ChatServer.Start(_ => ChatAnswer.Error(400, "content_filter", "The response was filtered"));
        for (var run = 0; run < 2; run++)
        {
            using var asking = new Asking(server, _folder);
            Assert.Equal(new ChatReply("", ChatReply.ContentFilter, IsCut: false, new TokenCount()), await asking.Ask());
        }

        _ = Assert.Single(server.Calls);
    }

    [Fact]
    public async Task Kept_replies_serve_other_work_through_the_archive()
    {
        await using var server = await ChatServer.Start();
        using var other = new TemporaryFolder();
        var archive = _folder.File("archive");
        ChatReply first;
        using (var asking = new Asking(server, _folder, archive: archive))
        {
            first = await asking.Ask();
        }

        using var again = new Asking(server, other, archive: archive);
        Assert.Equal(first, await again.Ask());
        _ = Assert.Single(server.Calls);
        _ = await again.Ask("Write more.");
        _ = await again.Ask(seed: 1UL << 41);
        Assert.Equal(3, server.Calls.Count); // another text, another seed
    }

    [Fact]
    public async Task The_key_is_in_nothing_that_is_kept()
    {
        await using var server = await ChatServer.Start(call => ChatAnswer.Text($"4. a cat {call.Headers["Authorization"]}"));
        using var asking = new Asking(server, _folder, key: Key, archive: _folder.File("archive"));
        Assert.Equal("4. a cat Bearer ***", (await asking.Ask()).Text);
        foreach (var file in Directory.EnumerateFiles(_folder.FullPath, "*", SearchOption.AllDirectories))
        {
            Assert.DoesNotContain(Key, File.ReadAllText(file), StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Nothing_is_sent_that_might_pass_the_limit()
    {
        await using var server = await ChatServer.Start(_ => ChatAnswer.Text("4. a cat"));
        // A reply costs 250 + 600 dollars per million times million, at most 6 + 1,000 of them: 0.00085, at most 0.001006.
        using var asking = new Asking(server, _folder, new() { Prices = new(1, 1), MaxCost = 0.0027, MaxTokens = 1000 });
        _ = await asking.Ask("Write.", 1UL << 40);
        _ = await asking.Ask("Write.", 1UL << 41);
        Assert.Equal(0.0017, asking.Spending.Spent, 1e-9);
        var error = await Assert.ThrowsAsync<SelmaException>(() => asking.Ask("Write.", 1UL << 42)); // 0.0017 + 0.001006 is above
        Assert.Equal("SELMA2018", error.Code);
        Assert.Contains("$0.00170 of $0.00270 are spent", error.Message, StringComparison.Ordinal);
        Assert.Equal(2, server.Calls.Count);
        Assert.Equal("2 requests, 500 + 1,200 tokens, $0.00170", asking.Account.ToString());
    }

    [Fact]
    public async Task Tokens_that_nobody_counts_are_estimated()
    {
        await using var server = await ChatServer.Start(_ => ChatAnswer.Text("4. a cat", usage: new { }));
        using var asking = new Asking(server, _folder);
        _ = await asking.Ask("Write it all."); // 13 bytes and 8, 4 to a token
        Assert.Equal(new TokenCount(4, 2), asking.Account.Tokens);
    }

    [Fact]
    public async Task Once_attempts_end_a_reply_under_way_is_taken_but_nothing_is_asked_again()
    {
        var gate = new TaskCompletionSource();
        using var attempts = new CancellationTokenSource();
        await using var server = await ChatServer.Start(call => call.Text == "good"
            ? ChatAnswer.Text("4. a cat") with { Before = gate.Task }
            : ChatAnswer.Error(500, "", "down") with { Before = gate.Task });
        using var asking = new Asking(server, _folder);
        var (good, bad) = (asking.Ask("good", attempts: attempts.Token), asking.Ask("bad", attempts: attempts.Token));
        while (server.Calls.Count < 2)
        {
            await Task.Delay(5, TestContext.Current.CancellationToken);
        }

        await attempts.CancelAsync();
        gate.SetResult();
        Assert.Equal("4. a cat", (await good).Text);
        _ = await Assert.ThrowsAnyAsync<OperationCanceledException>(() => bad);
        Assert.Equal(2, server.Calls.Count);
    }

    public void Dispose() => _folder.Dispose();
}
