namespace Selma.Core.Tracking;

/// <summary>Finds the folder of a run by what people type.</summary>
internal static class RunFolders
{
    /// <summary>The folder of an experiment's runs.</summary>
    public const string Name = "runs";

    /// <summary>Finds a run.</summary>
    /// <param name="experiment">The folder <c>out/&lt;experiment&gt;</c>.</param>
    /// <param name="name">A folder, a run's id, or the only beginning or end that fits.</param>
    /// <exception cref="SelmaException">SELMA2462: there is none, or more than one.</exception>
    public static string Find(string experiment, string name)
    {
        if (File.Exists(Path.Combine(name, RunRecord.FileName)))
        {
            return Path.GetFullPath(name);
        }

        var runs = Path.Combine(experiment, Name);
        string[] all = Directory.Exists(runs) ? [.. Directory.EnumerateDirectories(runs).Order(StringComparer.Ordinal)] : [];
        string[] found = [.. all.Where(run => Fits(Path.GetFileName(run), name))];
        return found.Length == 1
            ? found[0]
            : throw new SelmaException(
                "SELMA2462",
                found.Length == 0
                    ? $"There is no run '{name}'. {List(all)}"
                    : $"'{name}' fits {found.Length} runs: {string.Join(", ", found.Select(Path.GetFileName))}. Type more of the id.",
                new(runs));
    }

    private static bool Fits(string id, string name) =>
        name.Length > 0 && (id.StartsWith(name, StringComparison.Ordinal) || id.EndsWith(name, StringComparison.Ordinal));

    private static string List(string[] all) => all.Length == 0
        ? "The experiment has no runs yet: build it."
        : $"The latest runs are: {string.Join(", ", all.TakeLast(5).Select(Path.GetFileName))}.";
}
