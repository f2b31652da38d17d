using Selma.Core.Artifacts;

namespace Selma.Core.Models.Language.Chat;

/// <summary>How a language model behind an OpenAI-compatible endpoint is asked. Sampling is the official script's.</summary>
public sealed record ChatSettings
{
    /// <summary><c>chat</c>, or <c>completions</c>: the endpoint that gpt-3.5-turbo-instruct spoke.</summary>
    public string Api { get; init; } = "chat";

    /// <summary>0 to 2; null leaves it to the endpoint.</summary>
    public double? Temperature { get; init; } = 1;

    /// <summary>0 to 1; null leaves it to the endpoint.</summary>
    public double? TopP { get; init; } = 1;

    /// <summary>The most tokens of a reply; null leaves it to the endpoint.</summary>
    public int? MaxTokens { get; init; } = 3072;

    /// <summary>Requests under way at once; never more than are drawn ahead.</summary>
    [NotInKey("Replies are taken by their requests' numbers, whichever arrives first.")]
    public int Parallel { get; init; } = 8;

    /// <summary>Requests begun in a minute at most; null: as many as the endpoint takes.</summary>
    [NotInKey("It changes no reply.")]
    public double? RequestsPerMinute { get; init; }

    /// <summary>Seconds after which a request without a whole reply is given up and asked again.</summary>
    [NotInKey("It changes no reply.")]
    public double Timeout { get; init; } = 120;

    /// <summary>Times that a request is asked again after a failure that may pass.</summary>
    [NotInKey("It changes no reply.")]
    public int Retries { get; init; } = 8;

    /// <summary>What tokens cost; null where that is not known.</summary>
    [NotInKey("It changes no reply.")]
    public TokenPrices? Prices { get; init; }

    /// <summary>The most that one build may spend on all skills; null: no limit.</summary>
    [NotInKey("It changes no reply.")]
    public double? MaxCost { get; init; }
}
