using Selma.Core.Models.Hub;

namespace Selma.Core.Experiments;

/// <summary>The models that experiments name: <c>models.yaml</c> beside the experiments' folders.</summary>
internal sealed class ModelTable
{
    private readonly Dictionary<string, ModelSource> _rows = [];
    private readonly ExperimentsRoot _root;

    /// <summary>Reads the table; without the file, models are folders, files and ids of the hub only.</summary>
    /// <param name="root">The folder that holds the experiments' folders.</param>
    /// <exception cref="SelmaException">As <see cref="YamlReader.ReadFile"/> and <see cref="ModelRow.Read(YamlText, YamlValue, string)"/>.</exception>
    public ModelTable(ExperimentsRoot root)
    {
        _root = root;
        var file = Path.Combine(root.Folder, ExperimentsRoot.Models);
        foreach (var (key, row) in File.Exists(file) ? YamlReader.ReadFile(file).Entries : [])
        {
            _rows[key.Text] = ModelRow.Read(key, row, root.Folder);
        }
    }

    /// <summary>The model that a setting names: a row of the table, a folder, a single file, or an id of the hub.</summary>
    /// <param name="name">The setting's value; a relative path starts at the file that states it, or at the checkout for <c>--set</c>.</param>
    /// <exception cref="SelmaException">SELMA1008: no such model.</exception>
    public ModelSource Find(YamlText name)
    {
        if (_rows.TryGetValue(name.Text, out var row))
        {
            var place = row.Checkpoint ?? row.Folder;
            return place.Length == 0 || Directory.Exists(place) || File.Exists(place)
                ? row
                : throw new SelmaException("SELMA1008", $"The model '{name.Text}' should lie in '{place}', which is not there.", name.Place);
        }

        var path = _root.PathOf(name);
        return Directory.Exists(path) ? new(Path.GetFileName(Path.TrimEndingDirectorySeparator(path)), path)
            : IsCheckpoint(path) ? ModelRow.OfFile(Path.GetFileNameWithoutExtension(path), path)
            : HubModelId.Parse(name.Text) is { } id ? new(name.Text, "") { Hub = [id] }
            : throw new SelmaException(
                "SELMA1008",
                $"'{name.Text}' is neither a model of models.yaml, a folder, a file, nor an id of the hub, owner/name.{Spelling.Suggest(name.Text, _rows.Keys)}",
                name.Place);
    }

    private static bool IsCheckpoint(string path) =>
        File.Exists(path) && ModelRow.Extensions.Contains(Path.GetExtension(path), StringComparer.OrdinalIgnoreCase);
}
