using System.IO.Enumeration;
using System.Text;
using Selma.Core.Artifacts;
using Selma.Core.Tracking;

namespace Selma.Core.Pipeline;

/// <summary>What folders of results need of the store, and the work that was stopped in them. Looks at every experiment, whoever's settings it has.</summary>
internal sealed class PruneScan
{
    private const int Deepest = 16; // folders within one another: a link in a circle must end
    private const string DoneEnd = ".done", KeyFile = "key", WorkFolder = "work";

    /// <summary>Scans.</summary>
    /// <param name="folders">Folders of results.</param>
    /// <param name="stores">Folders to leave out.</param>
    /// <exception cref="IOException">Something cannot be read; what it would have named is not known then, so nothing may be swept.</exception>
    /// <exception cref="UnauthorizedAccessException">The same.</exception>
    public PruneScan(IEnumerable<string> folders, IReadOnlySet<string> stores)
    {
        foreach (var file in folders.SelectMany(folder => Files(folder, stores)))
        {
            Note(new(file));
        }
    }

    /// <summary>Keys, and digests of outputs, in records beside stages' folders.</summary>
    public HashSet<string> Shown { get; } = [];

    /// <summary>Keys in the <c>run.json</c> of runs that are still there.</summary>
    public HashSet<string> Named { get; } = [];

    /// <summary>Folders in which stages work, or worked when they were stopped.</summary>
    public List<DirectoryInfo> Work { get; } = [];

    /// <summary>When anything in a folder was last written.</summary>
    public static DateTime Newest(DirectoryInfo folder) =>
        folder.EnumerateFileSystemInfos("*", SearchOption.AllDirectories).Select(entry => entry.LastWriteTimeUtc).Append(folder.LastWriteTimeUtc).Max();

    /// <summary>The size of the files in a folder.</summary>
    public static long Size(DirectoryInfo folder) => folder.EnumerateFiles("*", SearchOption.AllDirectories).Sum(file => file.Length);

    private static FileSystemEnumerable<string> Files(string folder, IReadOnlySet<string> stores) => new(
        folder,
        (ref entry) => entry.ToFullPath(),
        new() { RecurseSubdirectories = true, AttributesToSkip = 0, IgnoreInaccessible = false, MaxRecursionDepth = Deepest })
    {
        ShouldIncludePredicate = (ref entry) => !entry.IsDirectory
            && (entry.FileName.EndsWith(DoneEnd, StringComparison.Ordinal) || entry.FileName is RunRecord.FileName or KeyFile),
        ShouldRecursePredicate = (ref entry) => !stores.Contains(entry.ToFullPath()),
    };

    private void Note(FileInfo file)
    {
        if (file.Name == KeyFile)
        {
            NoteWork(file);
        }
        else if (file.Name == RunRecord.FileName)
        {
            Named.UnionWith(StoreSweep.Digests(File.ReadAllBytes(file.FullName)));
        }
        else
        {
            Shown.UnionWith(StoreSweep.Digests(File.ReadAllBytes(file.FullName)));
        }
    }

    /// <summary>A folder is a stage's work if its name ends as the key in it begins.</summary>
    private void NoteWork(FileInfo file)
    {
        const int Digits = 64;
        var isWork = file.Directory is { Parent.Name: WorkFolder } && file.Length == Digits;
        if (isWork && file.Directory!.Name.EndsWith("-" + Encoding.ASCII.GetString(File.ReadAllBytes(file.FullName))[..12], StringComparison.Ordinal))
        {
            Work.Add(file.Directory);
        }
    }
}
