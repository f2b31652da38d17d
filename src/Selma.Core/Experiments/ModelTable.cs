namespace Selma.Core.Experiments;

/// <summary>The models that experiments name: <c>models.yaml</c> beside the experiments' folders.</summary>
internal sealed class ModelTable
{
    private readonly Dictionary<string, string> _folders = [];
    private readonly ExperimentsRoot _root;

    /// <summary>Reads the table; without the file, models are folders only.</summary>
    /// <param name="root">The folder that holds the experiments' folders.</param>
    /// <exception cref="SelmaException">As <see cref="YamlReader.ReadFile"/>; SELMA1004, SELMA1006 for a row that is not <c>{ path: folder }</c>.</exception>
    public ModelTable(ExperimentsRoot root)
    {
        _root = root;
        var file = Path.Combine(root.Folder, ExperimentsRoot.Models);
        foreach (var (key, row) in File.Exists(file) ? YamlReader.ReadFile(file).Entries : [])
        {
            var map = row as YamlMap ?? throw new SelmaException("SELMA1006", $"'{key.Text}' needs a path: {{ path: ../models/{key.Text} }}.", row.Place);
            var path = YamlSection.Read(map, yaml => yaml.Text("path"), key.Text + ".");
            _folders[key.Text] = Path.GetFullPath(path, root.Folder);
        }
    }

    /// <summary>The model that a setting names: a row of the table, or a folder.</summary>
    /// <param name="name">The setting's value; a relative folder starts at the file that states it, or at the checkout for <c>--set</c>.</param>
    /// <exception cref="SelmaException">SELMA1008: no such model.</exception>
    public ModelSource Find(YamlText name)
    {
        if (_folders.TryGetValue(name.Text, out var folder))
        {
            return Directory.Exists(folder)
                ? new(name.Text, folder)
                : throw new SelmaException("SELMA1008", $"The model '{name.Text}' should lie in '{folder}', which is not there.", name.Place);
        }

        folder = _root.PathOf(name);
        return Directory.Exists(folder)
            ? new(Path.GetFileName(Path.TrimEndingDirectorySeparator(folder)), folder)
            : throw new SelmaException(
                "SELMA1008",
                $"'{name.Text}' is neither a model of models.yaml nor a folder.{Spelling.Suggest(name.Text, _folders.Keys)}",
                name.Place);
    }
}
