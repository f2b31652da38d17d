using System.Globalization;
using System.Text;
using System.Text.Json;
using Selma.Core.Artifacts;
using Selma.Core.Models.Hub;

namespace Selma.Core.Experiments;

/// <summary>An experiment's <c>selma.lock</c>: which commit and which bytes each model of the hub stands for. It is committed.</summary>
internal static class LockFile
{
    /// <summary>The file's name, in the experiment's folder.</summary>
    public const string Name = "selma.lock";

    private const string Head =
        "# The files that this experiment's models consist of, fixed when they were first looked up. Commit this file.\n" +
        "# A build reads these and no others; ./build.sh --update-lock looks the revisions up anew.\n";

    /// <summary>Reads the file; none is as an empty one.</summary>
    /// <exception cref="SelmaException">SELMA1002 to SELMA1006: no such YAML; SELMA1032: a fingerprint that is not that of its files.</exception>
    public static IReadOnlyList<LockedModel> Read(string path)
    {
        var models = File.Exists(path) ? YamlReader.ReadFile(path).Find("models") : null;
        return models switch
        {
            null or YamlText { IsNothing: true } => [],
            YamlList list => [.. list.Items.Select(Entry)],
            _ => throw new SelmaException("SELMA1005", "'models' must be a list.", models.Place),
        };
    }

    /// <summary>Writes the file, models by source; equal content gives equal bytes.</summary>
    public static void Write(string path, IEnumerable<LockedModel> models)
    {
        var text = new StringBuilder(Head).Append("models:\n");
        foreach (var model in models.OrderBy(model => model.Source, StringComparer.Ordinal).ThenBy(model => model.Variant, StringComparer.Ordinal))
        {
            _ = text.Append(CultureInfo.InvariantCulture, $"  - source: {Quote(model.Source)}\n");
            _ = model.Variant is null ? text : text.Append(CultureInfo.InvariantCulture, $"    variant: {Quote(model.Variant)}\n");
            _ = text.Append(CultureInfo.InvariantCulture, $"    revision: {Quote(model.Revision)}\n");
            _ = model.License is null ? text : text.Append(CultureInfo.InvariantCulture, $"    license: {Quote(model.License)}\n");
            _ = text.Append(CultureInfo.InvariantCulture, $"    fingerprint: {Quote(Fingerprint(model.Files))}\n    files:\n");
            foreach (var file in model.Files)
            {
                _ = text.Append(CultureInfo.InvariantCulture, $"      - {{ path: {Quote(file.Path)}, size: {file.Size}, sha256: {Quote(file.Sha256!)} }}\n");
            }
        }

        AtomicFile.WriteText(path, text.ToString());
    }

    /// <summary>The digest of a model's files: names, sizes and contents.</summary>
    public static string Fingerprint(IEnumerable<HubFile> files) => Digest.OfTree(files.Select(file => new OutputFile(file.Path, file.Sha256!, file.Size)));

    private static LockedModel Entry(YamlValue value)
    {
        var map = Map(value);
        var (model, fingerprint) = YamlSection.Read(map, yaml =>
        {
            yaml.Allow("files");
            var files = map.Find("files") as YamlList ?? throw yaml.Missing("files");
            return (new LockedModel(
                yaml.Text("source"), yaml.OptionalText("variant"), yaml.Text("revision"), yaml.OptionalText("license"), [.. files.Items.Select(FileOf)]), yaml.Text("fingerprint"));
        });
        var isWhole = HubModelId.Parse(model.Source) is not null && HubModelId.IsCommit(model.Revision) && model.Files.All(file => HubListing.IsSafe(file.Path));
        return isWhole && Fingerprint(model.Files) == fingerprint
            ? model
            : throw new SelmaException(
                "SELMA1032", $"The entry of '{model.Source}' was changed by hand or by a merge. Take it from the repository again, or remove it and build without --locked.", value.Place);
    }

    private static HubFile FileOf(YamlValue value) => YamlSection.Read(
        Map(value), yaml => new HubFile(yaml.Text("path"), yaml.Number("size", 0L, 0L, long.MaxValue), yaml.Text("sha256")));

    private static YamlMap Map(YamlValue value) => value as YamlMap ?? throw new SelmaException("SELMA1005", "An entry must hold 'key: value' lines.", value.Place);

    private static string Quote(string text) => JsonSerializer.Serialize(text);
}
