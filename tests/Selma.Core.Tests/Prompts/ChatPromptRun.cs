using Selma.Core.Artifacts;
using Selma.Core.Models.Language.Chat;
using Selma.Core.Prompts;
using Selma.TestKit;

namespace Selma.Core.Tests.Prompts;

/// <summary>Runs stage 1 with a language model on a test's server.</summary>
internal sealed record ChatPromptRun(string Endpoint, string Folder)
{
    public const ulong Seed = 42;

    public PromptSettings Settings { get; init; } = new() { Writer = "openai", Count = 150 };

    public Skill Skill { get; init; } = TinySkills.Load("whoops") with { MaxWords = 30 };

    public string[] HeldOut { get; init; } = [];

    public string? Archive { get; init; }

    public Spending Spending { get; init; } = new();

    public Action<StageProgress> Progress { get; init; } = _ => { };

    public string File(string name) => Path.Combine(Folder, "output", name);

    /// <summary>The bytes of the outputs.</summary>
    public (string Prompts, string Rejected) Outputs => (System.IO.File.ReadAllText(File("prompts.jsonl")), System.IO.File.ReadAllText(File("rejected.jsonl")));

    public async Task<ChatAccount> Go(CancellationToken? cancellation = null)
    {
        using var model = new ChatModel(
            ChatEndpoint.Of(Endpoint, "SELMA_TEST_KEY"), "test-model", Settings.Chat, new(""), Spending, new HastyClock(), _ => { });
        await new ChatPromptStage(model, Settings, Seed, archive: Archive)
            .Run(Skill, HeldOut, new WorkFolder(Folder), new Callback<StageProgress>(Progress), cancellation ?? default);
        return model.Account;
    }
}
