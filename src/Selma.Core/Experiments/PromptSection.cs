using Selma.Core.Prompts;

namespace Selma.Core.Experiments;

/// <summary>The settings under <c>prompts:</c>.</summary>
internal static class PromptSection
{
    /// <summary>Reads them; absent ones are the paper's.</summary>
    public static PromptSettings Read(YamlSection yaml)
    {
        var paper = new PromptSettings();
        return new()
        {
            Writer = yaml.Choice("writer", paper.Writer, "embedded", "openai"),
            LanguageModel = yaml.OptionalText("language_model") ?? paper.LanguageModel,
            Endpoint = yaml.OptionalText("endpoint"),
            ApiKeyEnv = yaml.OptionalText("api_key_env") ?? paper.ApiKeyEnv,
            Count = yaml.Number("count", paper.Count, 1, 100_000),
            Examples = yaml.Number("examples", paper.Examples, 1, 20),
            MaxSimilarity = yaml.Number("max_similarity", paper.MaxSimilarity, 0, 1),
            Patience = yaml.Number("patience", paper.Patience, 1, 1_000),
        };
    }
}
