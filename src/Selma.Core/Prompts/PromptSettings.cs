using Selma.Core.Artifacts;
using Selma.Core.Models.Language.Chat;

namespace Selma.Core.Prompts;

/// <summary>How prompts are written. Defaults are the paper's (section 3.1, appendix B), the writer excepted.</summary>
public sealed record PromptSettings
{
    /// <summary><c>embedded</c>: the writer of the embedded world, which needs no network; <c>openai</c>: a chat model behind an endpoint.</summary>
    public string Writer { get; init; } = "embedded";

    /// <summary>The chat model's name; the paper's gpt-3.5-turbo-instruct is retired.</summary>
    public string LanguageModel { get; init; } = "gpt-4o-mini";

    /// <summary>Base URL of an OpenAI-compatible service; null for OpenAI's own.</summary>
    [NotInKey("It says where a model runs, not which.")]
    public string? Endpoint { get; init; }

    /// <summary>Name of the environment variable that holds the service's key.</summary>
    [NotInKey("It changes no reply.")]
    public string ApiKeyEnv { get; init; } = "OPENAI_API_KEY";

    /// <summary>Accepted prompts per skill, seed prompts not counted; 1 to 100,000.</summary>
    public int Count { get; init; } = 1000;

    /// <summary>In-context examples per request, drawn from seed prompts and accepted prompts; 1 to 20.</summary>
    public int Examples { get; init; } = 3;

    /// <summary>A candidate whose ROUGE-L with any seed or accepted prompt is above this is discarded; 0 to 1.</summary>
    public double MaxSimilarity { get; init; } = 0.8;

    /// <summary>After so many requests in a row without a new prompt the stage gives up; 1 to 1,000. Not in the paper.</summary>
    public int Patience { get; init; } = 20;

    /// <summary>
    /// For a language model behind an endpoint: a request is shown prompts accepted from all requests but so many before it, which may
    /// still be under way; 1 to 1,000. The official script's rounds are of five.
    /// </summary>
    [KeyOmitDefault]
    public int Lookahead { get; init; } = 8;

    /// <summary>For a language model behind an endpoint: how it is asked.</summary>
    [KeyOmitDefault]
    public ChatSettings Chat { get; init; } = new();

    /// <summary>Files of prompts that are never accepted, besides those of the embedded benchmark.</summary>
    [NotInKey("Their prompts are in the key.")]
    public IReadOnlyList<string> HeldOut { get; init; } = [];

    /// <summary>A candidate whose ROUGE-L with a held-out prompt is above this is discarded too; null: only equal ones are.</summary>
    [KeyOmitDefault]
    public double? HeldOutSimilarity { get; init; }

    /// <summary>Whether the prompts are written without a network.</summary>
    internal bool IsEmbedded => Writer == "embedded";
}
