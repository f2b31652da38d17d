using Selma.Core.Models.Language.Chat;

namespace Selma.Core.Experiments;

/// <summary>The settings under <c>prompts:</c> that say how a language model behind an endpoint is asked.</summary>
internal static class ChatSection
{
    private const double Dearest = 1e6;

    /// <summary>Reads them; absent ones are the official script's, or ours where it has none.</summary>
    public static ChatSettings Read(YamlSection yaml)
    {
        var usual = new ChatSettings();
        var settings = new ChatSettings
        {
            Api = yaml.Choice("api", usual.Api, "chat", "completions"),
            Temperature = yaml.NumberOrNone("temperature", usual.Temperature, 0, 2),
            TopP = yaml.NumberOrNone("top_p", usual.TopP, 0, 1),
            MaxTokens = yaml.NumberOrNone("max_tokens", usual.MaxTokens, 64, 1_000_000),
            Parallel = yaml.Number("parallel", usual.Parallel, 1, 1_000),
            RequestsPerMinute = yaml.OptionalNumber("requests_per_minute", 0.01, 1e6),
            Timeout = yaml.Number("timeout", usual.Timeout, 0.1, 86_400),
            Retries = yaml.Number("retries", usual.Retries, 0, 100),
            Prices = yaml.OptionalSection("prices", ReadPrices),
            MaxCost = yaml.OptionalNumber("max_cost", 0, Dearest),
        };
        return settings is { MaxCost: not null, Prices: null }
            ? throw new SelmaException(
                "SELMA1005",
                "'prompts.max_cost' needs to know what tokens cost. State 'prompts.prices: { input: 0.15, output: 0.60 }', in dollars per million tokens.",
                yaml.Place("max_cost"))
            : settings;
    }

    /// <summary>A base URL, or null.</summary>
    /// <exception cref="SelmaException">SELMA1061: it is none; the message does not repeat it, since it may hold a password.</exception>
    public static string? ReadEndpoint(YamlSection yaml) =>
        yaml.OptionalText("endpoint") is { } endpoint && ChatEndpoint.Problem(endpoint) is { } problem
            ? throw new SelmaException("SELMA1061", $"'prompts.endpoint' is {problem}", Override.WithoutValue(yaml.Place("endpoint")))
            : yaml.OptionalText("endpoint");

    /// <summary>The name of an environment variable.</summary>
    /// <exception cref="SelmaException">SELMA1063: it is no such name; the message does not repeat it, since it may be the key itself.</exception>
    public static string ReadKeyVariable(YamlSection yaml, string usual)
    {
        var name = yaml.OptionalText("api_key_env") ?? usual;
        return name.Length <= 64 && name.All(letter => char.IsAsciiLetterOrDigit(letter) || letter == '_') && !char.IsAsciiDigit(name[0])
            ? name
            : throw new SelmaException(
                "SELMA1063",
                "'prompts.api_key_env' must be the name of an environment variable, such as OPENAI_API_KEY: the variable holds the key, this setting never does.",
                Override.WithoutValue(yaml.Place("api_key_env")));
    }

    private static TokenPrices ReadPrices(YamlSection yaml) => new(Price(yaml, "input"), Price(yaml, "output"));

    private static double Price(YamlSection yaml, string key) => yaml.OptionalNumber(key, 0, Dearest) ?? throw yaml.Missing(key);
}
