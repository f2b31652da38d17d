namespace Selma.Core.Experiments;

/// <summary>The folder of experiments, and an experiment's place in it.</summary>
/// <param name="Folder">Holds <c>models.yaml</c> and the experiments' folders.</param>
/// <param name="Name">The experiment's folder from there, with <c>/</c> between its parts: <c>tiny</c>, <c>tiny/table2</c>.</param>
internal sealed record ExperimentsRoot(string Folder, string Name)
{
    /// <summary>The file that experiments share, beside their folders.</summary>
    public const string Models = "models.yaml";

    private const string Experiment = "experiment.yaml";

    /// <summary>The nearest folder above an experiment that holds <c>models.yaml</c>, else the nearest that is no experiment itself.</summary>
    /// <param name="file">The experiment's file.</param>
    public static ExperimentsRoot Of(string file)
    {
        var folder = Path.GetDirectoryName(Path.GetFullPath(file))!;
        var above = Above(folder).ToList();
        var root = above.FirstOrDefault(place => File.Exists(Path.Combine(place, Models)))
            ?? above.FirstOrDefault(place => !File.Exists(Path.Combine(place, Experiment)))
            ?? folder;
        return new(root, Path.GetRelativePath(root, folder).Replace(Path.DirectorySeparatorChar, '/'));
    }

    /// <summary>The path that a setting states: from the file that states it, or from the checkout for <c>--set</c>.</summary>
    public string PathOf(YamlText stated) => Path.GetFullPath(
        stated.Text, Override.IsPlaceOf(stated.Place) ? Path.GetFullPath(Path.Combine(Folder, "..")) : Path.GetDirectoryName(Path.GetFullPath(stated.Place.File))!);

    private static IEnumerable<string> Above(string folder)
    {
        for (var place = Path.GetDirectoryName(folder); place is not null; place = Path.GetDirectoryName(place))
        {
            yield return place;
        }
    }
}
