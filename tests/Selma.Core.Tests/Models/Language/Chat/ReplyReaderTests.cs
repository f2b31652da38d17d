using Selma.Core.Models.Language.Chat;

namespace Selma.Core.Tests.Models.Language.Chat;

public static class ReplyReaderTests
{
    [Theory]
    [InlineData("""{"choices":[{"message":{"content":"a"},"finish_reason":"stop"}]}""", "a", null, false)]
    [InlineData("""{"choices":[{"message":{"content":"a"},"finish_reason":"length"}]}""", "a", null, true)]
    [InlineData("""{"choices":[{"text":"a","finish_reason":null}],"error":null}""", "a", null, false)]
    [InlineData("""{"choices":[{"message":{"content":[{"type":"text","text":"a"},{"type":"text","text":"b"}]}}]}""", "ab", null, false)]
    [InlineData("""{"choices":[{"message":{"content":"<think>\n1. no\n</think>\n\n1. a"}}]}""", "\n\n1. a", null, false)]
    [InlineData("""{"choices":[{"message":{"content":"<think>\n1. no"},"finish_reason":"length"}]}""", "", "empty reply", true)]
    [InlineData("""{"choices":[{"message":{"content":null,"refusal":"I cannot."}}]}""", "", "refused by the model", false)]
    [InlineData("""{"choices":[{"message":{"content":" \n"}}]}""", "", "empty reply", false)]
    [InlineData("""{"choices":[{"message":{"content":"half"},"finish_reason":"content_filter"}]}""", "", "content filter", false)]
    public static void Reads_what_servers_send(string body, string text, string? rejection, bool isCut) =>
        Assert.Equal(new ChatReply(text, rejection, isCut, null), ReplyReader.Read(new(200, body)).Reply);

    [Theory]
    [InlineData(200, "not json", "Unreadable")]
    [InlineData(200, "[]", "Unreadable")]
    [InlineData(200, "{}", "Unreadable")]
    [InlineData(200, """{"choices":[]}""", "Unreadable")]
    [InlineData(200, """{"error":{"code":429,"message":"m"}}""", "Busy")]
    [InlineData(200, """{"error":"model 'x' not found"}""", "Unreadable")]
    [InlineData(404, """{"error":"model 'x' not found"}""", "WrongModel")] // Ollama's own
    [InlineData(404, """{"object":"error","message":"The model `x` does not exist.","code":404}""", "WrongModel")] // vLLM's
    [InlineData(400, """{"error":{"code":"DeploymentNotFound","message":"m"}}""", "WrongModel")] // Azure's
    [InlineData(401, "", "WrongKey")]
    [InlineData(502, "<html>", "Busy")]
    [InlineData(422, "{}", "Refused")]
    public static void Tells_what_went_wrong(int status, string body, string kind) =>
        Assert.Equal(kind, ReplyReader.Read(new(status, body)).Fault?.Kind.ToString());

    [Fact]
    public static void Azure_names_its_filter_within() =>
        Assert.Equal(
            ChatReply.ContentFilter,
            ReplyReader.Read(new(400, """{"error":{"message":"m","code":"x","innererror":{"code":"ResponsibleAIPolicyViolation"}}}""")).Reply?.Rejection);

    [Fact]
    public static void Counts_of_tokens_must_be_counts()
    {
        Assert.Equal(new TokenCount(3, 4), Tokens("""{"prompt_tokens":3,"completion_tokens":4}"""));
        Assert.Null(Tokens("""{"prompt_tokens":3}"""));
        Assert.Null(Tokens("""{"prompt_tokens":-3,"completion_tokens":4}"""));
        Assert.Null(Tokens("7"));
    }

    [Fact]
    public static void Messages_stand_on_one_short_line()
    {
        var fault = ReplyReader.Read(new(500, """{"error":{"message":"a\u001b[2J\nb X"}}""".Replace("X", new string('x', 400), StringComparison.Ordinal))).Fault!;
        Assert.StartsWith("500 a [2J b xxx", fault.Text, StringComparison.Ordinal);
        Assert.EndsWith("…", fault.Text, StringComparison.Ordinal);
        Assert.InRange(fault.Text.Length, 300, 310);
    }

    private static TokenCount? Tokens(string usage) =>
        ReplyReader.Read(new(200, $$"""{"choices":[{"text":"a"}],"usage":{{usage}}}""")).Reply!.Tokens;
}
