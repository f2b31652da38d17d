using Selma.Core.Artifacts;
using Selma.Core.Pipeline;
using Selma.TestKit;

namespace Selma.Core.Tests.Pipeline;

/// <summary>A whole build of stage 1 with a language model on this machine.</summary>
public sealed class ChatPipelineTests : IDisposable
{
    private const string Variable = "MY_TEST_KEY";
    private const string Key = "sk-planted-in-the-pipeline";
    private static readonly StageId Prompts = new("prompts", "coco");
    private readonly TemporaryFolder _folder = new();
    private readonly List<string> _notices = [];

    public ChatPipelineTests()
    {
        Environment.SetEnvironmentVariable(Variable, Key);
        AtomicFile.WriteText(_folder.File("experiments", "models.yaml"), $"mini: {{ path: {EmbeddedModel.Folder()} }}\n");
        AtomicFile.WriteText(
            _folder.File("experiments", "tiny", "skills", "coco.yaml"), "description: things\nseed_prompts: [a red box, a blue sun, two green cats]\n");
    }

    [Fact]
    public async Task Costs_are_told_before_and_after_and_nothing_is_paid_twice()
    {
        await using var server = await ChatServer.Start(call => ChatAnswer.Text(Shapes(call)));
        var build = Open(server.Endpoint, 20);
        var forecast = Assert.Single(build.Plan(["Prompts"]).Stages).Forecast!;
        Assert.Equal(2, forecast.Requests); // 17 of 20 are expected to be good
        Assert.True(forecast.Cost > 0);
        Assert.Empty(server.Calls);
        await Run(build);
        Assert.Contains($"coco/prompts: {server.Calls.Count} requests, ", _notices[^1], StringComparison.Ordinal);
        var record = File.ReadAllText(_folder.File("out", "tiny", "1-prompts", "coco.done"));
        Assert.Contains($"\"requests\": {server.Calls.Count}", record, StringComparison.Ordinal);
        Assert.Contains($"\"outputTokens\": {600 * server.Calls.Count}", record, StringComparison.Ordinal);
        Assert.Contains("\"dollars\": 0.000", record, StringComparison.Ordinal);

        var paid = server.Calls.Count;
        await Run(Open(server.Endpoint, 30));
        Assert.Contains($"; {paid} replies were kept from earlier", _notices[^1], StringComparison.Ordinal);
        await Run(Open(server.Endpoint, 20)); // from the store
        var bodies = server.Calls.Select(call => call.Json).ToList();
        Assert.Equal(bodies.Distinct(), bodies);
    }

    [Fact]
    public async Task The_key_is_in_no_file_notice_or_error()
    {
        await using var server = await ChatServer.Start(call => call.Number switch
        {
            0 => ChatAnswer.Error(500, "x", $"You sent {call.Headers["Authorization"]}", ("Retry-After", "0")),
            < 3 => ChatAnswer.Text($"{Shapes(call)}\n99. {call.Headers["Authorization"]}"),
            _ => ChatAnswer.Error(401, "invalid_api_key", $"Wrong: {call.Headers["Authorization"]}"),
        });
        var error = await Assert.ThrowsAsync<SelmaException>(() => Run(Open(server.Endpoint, 200, parallel: 1)));
        Assert.Equal("SELMA2013", error.Code);
        Assert.Contains("Wrong: Bearer ***", error.Message, StringComparison.Ordinal);
        await Run(Open(server.Endpoint, 10, parallel: 1)); // of the replies that came
        string[] texts = [error.ToString(), .. _notices, .. Directory.EnumerateFiles(_folder.FullPath, "*", SearchOption.AllDirectories).Select(Read)];
        Assert.DoesNotContain(texts, text => text.Contains(Key, StringComparison.Ordinal));
        Assert.Contains(texts, text => text.Contains("***", StringComparison.Ordinal)); // the server's echo was there
        Assert.All(server.Calls, call => Assert.Equal($"Bearer {Key}", call.Headers["Authorization"]));
    }

    [Fact]
    public async Task The_first_request_is_shown_as_it_is_sent()
    {
        await using var server = await ChatServer.Start(call => ChatAnswer.Text(Shapes(call)));
        var build = Open(server.Endpoint, 10);
        var shown = build.FirstRequests();
        Assert.Empty(server.Calls);
        await Run(build);
        Assert.EndsWith(
            $"POST {server.Endpoint}/chat/completions\nContent-Type: application/json\nAuthorization: Bearer $MY_TEST_KEY\n\n{server.Calls[0].Json}", shown, StringComparison.Ordinal);
        Assert.StartsWith("coco: the first request of about 1 requests, ", shown, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("endpoint: \"https://user:hunter2hunter2@host/v1\"", "SELMA1061")]
    [InlineData("api_key_env: sk-hunter2hunter2", "SELMA1063")]
    [InlineData("api_key: hunter2hunter2", "SELMA1004")]
    [InlineData("max_cost: 1", "SELMA1005")]
    [InlineData("prices: { input: 1 }", "SELMA1006")]
    [InlineData("held_out: [absent.csv]", "SELMA1001")]
    public void Mistakes_are_told_without_what_may_be_a_secret(string setting, string code)
    {
        AtomicFile.WriteText(_folder.File("experiments", "tiny", "experiment.yaml"), $"model: mini\nskills: [coco]\nprompts: {{ writer: openai, {setting} }}\n");
        var error = Assert.Throws<SelmaException>(() => ExperimentBuild.Open(Options()));
        Assert.Equal(code, error.Code);
        Assert.Equal(3, error.Place?.Line);
        Assert.DoesNotContain("hunter2", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("hunter2", error.Place!.File, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("prompts.endpoint", "https://user:hunter2@host/v1")]
    [InlineData("prompts.api_key_env", "sk-hunter2")]
    [InlineData("prompts.api_key", "hunter2")]
    public void Nor_is_it_repeated_from_the_command_line(string setting, string value)
    {
        AtomicFile.WriteText(_folder.File("experiments", "tiny", "experiment.yaml"), "model: mini\nskills: [coco]\n");
        var error = Assert.Throws<SelmaException>(() => ExperimentBuild.Open(Options() with { Overrides = new Dictionary<string, string> { [setting] = value } }));
        Assert.Equal($"--set {setting}", error.Place?.File);
        Assert.DoesNotContain("hunter2", error.Message, StringComparison.Ordinal);
    }

    public void Dispose()
    {
        _folder.Dispose();
        Environment.SetEnvironmentVariable(Variable, null);
    }

    private ExperimentBuild Open(string endpoint, int count, int parallel = 8)
    {
        AtomicFile.WriteText(_folder.File("experiments", "tiny", "experiment.yaml"), $$"""
            model: mini
            skills: [coco]
            prompts:
              writer: openai
              language_model: test-model
              endpoint: {{endpoint}}
              api_key_env: {{Variable}}
              count: {{count}}
              parallel: {{parallel}}
              prices: { input: 0.15, output: 0.6 }

            """);
        return ExperimentBuild.Open(Options());
    }

    private BuildOptions Options() => new()
    {
        ExperimentFile = _folder.File("experiments", "tiny", "experiment.yaml"),
        OutFolder = _folder.File("out"),
        Notices = new Listener<StageNotice>(notice => _notices.Add(notice.Text)),
    };

    private static async Task Run(ExperimentBuild build)
    {
        _ = build.Reconcile(Prompts);
        _ = await build.Run(Prompts, new Listener<TimedProgress>(_ => { }), TestContext.Current.CancellationToken);
    }

    /// <summary>Prompts of few and known words, which the embedded model's tokenizer reads whole.</summary>
    private static string Shapes(ChatCall call)
    {
        string[] colors = ["red", "blue", "green", "yellow", "black", "purple", "orange", "pink"], nouns = ["box", "sun", "ball", "star", "moon", "ring", "tent", "heart"];
        var draws = new Core.Numerics.Draws(call.Seed, "shapes", 0);
        return string.Join('\n', Enumerable.Range(1, 20).Select(number =>
            $"{number}. {string.Join(' ', Enumerable.Range(0, 4).Select(_ => $"{draws.Choose(colors)} {draws.Choose(nouns)}"))}"));
    }

    private static string Read(string file)
    {
        using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        using var reader = new StreamReader(stream, System.Text.Encoding.Latin1);
        return reader.ReadToEnd();
    }
}
