using Selma.Core.Models.Hub;

namespace Selma.Core.Experiments;

/// <summary>Reads a row of <c>models.yaml</c>: a folder, a single file, or a model of the hub.</summary>
internal static class ModelRow
{
    private const string Forms = "{ path: ../models/folder }, { file: model.safetensors } or { hub: owner/name }";

    /// <summary>Extensions of single files.</summary>
    public static IReadOnlyList<string> Extensions { get; } = [".safetensors", ".ckpt"];

    /// <summary>Reads a row.</summary>
    /// <param name="name">The row's name.</param>
    /// <param name="row">What it states.</param>
    /// <param name="folder">The table's folder, at which paths start.</param>
    /// <exception cref="SelmaException">SELMA1004 to SELMA1006: an unknown key, a wrong value, none or several places.</exception>
    public static ModelSource Read(YamlText name, YamlValue row, string folder)
    {
        var map = row as YamlMap ?? throw new SelmaException("SELMA1006", $"'{name.Text}' needs a place: {Forms}.", row.Place);
        return YamlSection.Read(map, yaml => Read(name, yaml, folder), name.Text + ".");
    }

    /// <summary>A single file as it is without a row.</summary>
    public static ModelSource OfFile(string name, string file) => new(name, "") { Checkpoint = file };

    private static ModelSource Read(YamlText name, YamlSection yaml, string folder)
    {
        var (path, file, hub) = (yaml.OptionalText("path"), yaml.OptionalText("file"), Ids(yaml));
        if (new[] { path is not null, file is not null, hub.Count > 0 }.Count(stated => stated) != 1)
        {
            throw new SelmaException("SELMA1006", $"'{name.Text}' needs one place: {Forms}.", yaml.Place("path"));
        }

        var source = new ModelSource(name.Text, path is null ? "" : Path.GetFullPath(path, folder))
        {
            Hub = hub,
            Variant = file is null ? yaml.OptionalText("variant") : null,
        };
        return file is null ? source : source with
        {
            Checkpoint = Path.GetFullPath(file, folder),
            PredictionType = yaml.OptionalChoice("prediction_type", "epsilon", "v_prediction"),
            Tokenizer = yaml.OptionalText("tokenizer") is not { } tokenizer ? source.Tokenizer
                : Directory.Exists(Path.GetFullPath(tokenizer, folder)) ? Path.GetFullPath(tokenizer, folder)
                : tokenizer,
        };
    }

    /// <summary>The id, and others to try where that one is gone.</summary>
    private static List<HubModelId> Ids(YamlSection yaml)
    {
        YamlText?[] words = [yaml.OptionalWord("hub"), .. yaml.Texts("fallbacks") ?? []];
        return [.. words.OfType<YamlText>().Select(word => HubModelId.Parse(word.Text)
            ?? throw yaml.Wrong("hub", word, $"'{word.Text}'; an id reads owner/name or owner/name@revision."))];
    }
}
