using Selma.Core.Models.Language.Chat;
using Selma.TestKit;

namespace Selma.Core.Tests.Models.Language.Chat;

/// <summary>A model on a test's server, with what it keeps and says.</summary>
internal sealed class Asking : IDisposable
{
    private readonly KeptReplies _kept;
    private readonly ChatModel _model;

    public Asking(ChatServer server, TemporaryFolder folder, ChatSettings? settings = null, string key = "", string? archive = null)
        : this(server.Endpoint, folder, settings, key, archive)
    {
    }

    public Asking(string endpoint, TemporaryFolder folder, ChatSettings? settings = null, string key = "", string? archive = null)
    {
        Folder = folder;
        _kept = new(folder.File("replies.jsonl"), archive);
        _model = new(
            ChatEndpoint.Of(endpoint, "SELMA_TEST_KEY"), "test-model", settings ?? new(), new(key), Spending, Clock, text => Told.Add(text));
    }

    public TemporaryFolder Folder { get; }

    public WaitingClock Clock { get; } = new();

    public Spending Spending { get; } = new();

    public List<string> Told { get; } = [];

    public ChatAccount Account => _model.Account;

    public Task<ChatReply> Ask(string text = "Write.", ulong seed = 1UL << 40, CancellationToken? attempts = null) =>
        _model.Ask(text, seed, _kept, attempts ?? default, CancellationToken.None);

    public string Journal() => File.ReadAllText(Folder.File("replies.jsonl"));

    public void Dispose()
    {
        _model.Dispose();
        _kept.Dispose();
    }
}
