using CsCheck;
using Selma.Core.Models.Language.Chat;

namespace Selma.Core.Tests.Models.Language.Chat;

/// <summary>The small parts of asking.</summary>
public static class ChatPartsTests
{
    private static readonly DateTimeOffset Now = new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);

    [Theory]
    [InlineData("retry-after", "3", 3.0)]
    [InlineData("retry-after", "0.5", 0.5)]
    [InlineData("retry-after", "-3", 0.0)]
    [InlineData("retry-after", "Fri, 02 Jan 2026 03:04:35 GMT", 30.0)]
    [InlineData("retry-after", "Fri, 02 Jan 2026 03:04:00 GMT", 0.0)]
    [InlineData("retry-after", "99999999", 86400.0)]
    [InlineData("retry-after", "soon", null)]
    [InlineData("retry-after-ms", "40", 0.04)]
    [InlineData("other", "3", null)]
    public static void Reads_how_long_to_wait(string header, string value, double? seconds) =>
        Assert.Equal(seconds, RetryAfter.Read(name => name == header ? value : null, Now)?.TotalSeconds);

    [Fact]
    public static async Task Requests_begin_as_far_apart_as_the_limit_says()
    {
        var clock = new WaitingClock();
        var limit = new RateLimit(30, clock); // one in two seconds
        await limit.Turn(TestContext.Current.CancellationToken);
        Assert.Empty(clock.Waits);
        await limit.Turn(TestContext.Current.CancellationToken);
        Assert.Equal([TimeSpan.FromSeconds(2)], clock.Waits);
        limit.Pause(TimeSpan.FromSeconds(10));
        await limit.Turn(TestContext.Current.CancellationToken);
        Assert.Equal(TimeSpan.FromSeconds(10), clock.Waits[^1]);
    }

    [Fact]
    public static async Task Without_a_limit_nobody_waits()
    {
        var clock = new WaitingClock();
        var limit = new RateLimit(null, clock);
        await limit.Turn(TestContext.Current.CancellationToken);
        await limit.Turn(TestContext.Current.CancellationToken);
        Assert.Empty(clock.Waits);
    }

    [Fact]
    public static async Task A_request_waits_for_others_that_may_turn_out_cheaper()
    {
        var spending = new Spending();
        Assert.True(await spending.Reserve(6, 10, TestContext.Current.CancellationToken));
        var second = spending.Reserve(6, 10, TestContext.Current.CancellationToken);
        Assert.False(second.IsCompleted);
        spending.Settle(6, 1);
        Assert.True(await second);
        spending.Settle(6, 5);
        Assert.Equal(6, spending.Spent);
        Assert.False(await spending.Reserve(6, 10, TestContext.Current.CancellationToken)); // 6 + 6: others cannot help
        Assert.True(await spending.Reserve(6, null, TestContext.Current.CancellationToken));
    }

    [Theory]
    [InlineData("http://localhost:11434/v1", null)]
    [InlineData("https://name.openai.azure.com/openai/v1/", null)]
    [InlineData("localhost:8000", "no http address")]
    [InlineData("v1", "no http address")]
    [InlineData("ftp://host/v1", "no http address")]
    [InlineData("https://user:secret@host/v1", "an address with a password in it")]
    [InlineData("https://host/v1?key=secret", "an address with a query")]
    [InlineData("https://host/v1/chat/completions", "the address of a call")]
    public static void Base_urls_are_checked_and_not_repeated(string endpoint, string? problem)
    {
        var told = ChatEndpoint.Problem(endpoint);
        Assert.StartsWith(problem ?? "", told ?? "", StringComparison.Ordinal);
        Assert.Equal(problem is null, told is null);
        Assert.DoesNotContain("secret", told ?? "", StringComparison.Ordinal);
    }

    [Fact]
    public static void Endpoints_have_their_own_words()
    {
        var azure = ChatEndpoint.Of("https://name.openai.azure.com/openai/v1/", "KEY");
        Assert.Equal("https://name.openai.azure.com/openai/v1/chat/completions", azure.Call("chat").ToString());
        Assert.Equal(("api-key", ""), KeyHeader.Of(azure));
        Assert.Equal("https://api.openai.com/v1/completions", ChatEndpoint.Of(null, "KEY").Call("completions").ToString());
        var request = new ChatRequest("m", "t", 0, new());
        Assert.Contains("\"max_completion_tokens\"", System.Text.Encoding.UTF8.GetString(request.Body(azure)), StringComparison.Ordinal);
        Assert.Contains("\"max_tokens\"", System.Text.Encoding.UTF8.GetString(request.Body(ChatEndpoint.Of("http://localhost/v1", "KEY"))), StringComparison.Ordinal);
    }

    [Fact]
    public static void What_decides_a_reply_names_its_request()
    {
        var request = new ChatRequest("m", "t", 1UL << 40, new());
        Assert.Equal(request.Digest, new ChatRequest("m", "t", 1UL << 40, new() { Parallel = 1, Retries = 0, Prices = new(1, 1) }).Digest);
        ChatRequest[] others = [request with { Model = "n" }, request with { Text = "u" }, request with { Seed = 1UL << 41 }, request with { Settings = new() { Temperature = 0 } }];
        string[] digests = [request.Digest, .. others.Select(other => other.Digest)];
        Assert.Equal(5, digests.Distinct().Count());
    }

    [Fact]
    public static void A_key_is_scrubbed_in_every_form_it_takes() =>
        Gen.String[Gen.Char["abcXYZ019-_+/\\\"=&é"], 8, 30].Sample(secret =>
        {
            var key = new ApiKey(secret);
            var json = System.Text.Json.JsonSerializer.Serialize(secret)[1..^1];
            foreach (var form in new[] { secret, json, Uri.EscapeDataString(secret) })
            {
                Assert.Equal("a ***. b", key.Scrub($"a {form}. b"));
            }

            Assert.Equal("***", key.ToString());
        });

    [Fact]
    public static void What_stands_for_no_key_is_an_ordinary_word() =>
        Assert.Equal("an ollama in a meadow", new ApiKey("ollama").Scrub("an ollama in a meadow"));

    [Theory]
    [InlineData(0, "$0.00")]
    [InlineData(0.00012, "$0.00012")]
    [InlineData(0.0221, "$0.022")]
    [InlineData(27.78, "$27.78")]
    public static void Dollars_tell_something(double cost, string text) => Assert.Equal(text, ChatAccount.Dollars(cost));
}
