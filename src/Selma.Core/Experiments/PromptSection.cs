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
            Endpoint = ChatSection.ReadEndpoint(yaml),
            ApiKeyEnv = ChatSection.ReadKeyVariable(yaml, paper.ApiKeyEnv),
            Count = yaml.Number("count", paper.Count, 1, 100_000),
            Examples = yaml.Number("examples", paper.Examples, 1, 20),
            MaxSimilarity = yaml.Number("max_similarity", paper.MaxSimilarity, 0, 1),
            Patience = yaml.Number("patience", paper.Patience, 1, 1_000),
            Lookahead = yaml.Number("lookahead", paper.Lookahead, 1, 1_000),
            Chat = ChatSection.Read(yaml),
            HeldOut = [.. (yaml.Texts("held_out") ?? []).Select(FileOf)],
            HeldOutSimilarity = yaml.OptionalNumber("held_out_similarity", 0.0, 1.0),
        };
    }

    /// <summary>A file; a relative one starts at the file that names it, with <c>--set</c> at the current folder.</summary>
    private static string FileOf(YamlText name)
    {
        var folder = Override.IsPlaceOf(name.Place) ? Environment.CurrentDirectory : Path.GetDirectoryName(Path.GetFullPath(name.Place.File))!;
        var file = Path.GetFullPath(name.Text, folder);
        return File.Exists(file)
            ? file
            : throw new SelmaException("SELMA1001", $"There is no file '{file}'. Check 'prompts.held_out', or create it.", name.Place);
    }
}
