namespace Selma.Core.Experiments;

/// <summary>An experiment's file laid over those that it extends.</summary>
/// <param name="File">The experiment's own file.</param>
/// <param name="Settings">What they state together; nearer files win.</param>
/// <param name="Folders">The folders of these files, the nearest first: skills are looked for in each.</param>
internal sealed record ExperimentDocument(string File, YamlMap Settings, IReadOnlyList<string> Folders)
{
    private const string Extends = "extends";

    /// <summary>Reads a file and what it extends: <c>extends: ../tiny</c>, a folder or a file, from the file's own folder.</summary>
    /// <exception cref="SelmaException">SELMA1001 to SELMA1003 from reading; SELMA1009: a circle, or no such base.</exception>
    public static ExperimentDocument Load(string file)
    {
        var settings = YamlReader.ReadFile(file);
        List<string> files = [Path.GetFullPath(file)];
        for (var next = BaseOf(settings, file); next is not null; next = BaseOf(next.Value.Settings, next.Value.File))
        {
            if (files.Contains(next.Value.File))
            {
                throw new SelmaException("SELMA1009", $"'{Extends}' goes round in a circle. Remove this one.", next.Value.Place);
            }

            files.Add(next.Value.File);
            settings = settings.Over(next.Value.Settings);
        }

        var rest = settings.Entries.Where(entry => entry.Key.Text != Extends);
        return new(file, settings with { Entries = [.. rest] }, [.. files.Select(name => Path.GetDirectoryName(name)!)]);
    }

    private static (string File, YamlMap Settings, Place Place)? BaseOf(YamlMap settings, string file)
    {
        if (settings.Find(Extends) is not YamlText { IsNothing: false } stated)
        {
            return null;
        }

        var path = Path.GetFullPath(stated.Text, Path.GetDirectoryName(Path.GetFullPath(file))!);
        path = Directory.Exists(path) ? Path.Combine(path, "experiment.yaml") : path;
        return System.IO.File.Exists(path)
            ? (path, YamlReader.ReadFile(path), stated.Place)
            : throw new SelmaException("SELMA1009", $"There is no experiment '{stated.Text}' to extend: '{path}' does not exist.", stated.Place);
    }
}
