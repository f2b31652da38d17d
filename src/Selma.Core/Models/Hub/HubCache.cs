using System.Text.RegularExpressions;
using Selma.Core.Artifacts;

namespace Selma.Core.Models.Hub;

/// <summary>A model's folder in the cache that all programs share, laid out as <c>huggingface_hub</c> lays it out.</summary>
/// <remarks>
/// <c>blobs/&lt;etag&gt;</c> hold contents, <c>snapshots/&lt;commit&gt;/&lt;path&gt;</c> link to them, <c>refs/&lt;revision&gt;</c> name commits.
/// Source: huggingface_hub, <c>file_download.py</c>.
/// </remarks>
internal sealed partial class HubCache
{
    private readonly string _root;
    private readonly string _locks;

    /// <summary>The cache of a model.</summary>
    /// <param name="cacheFolder">The cache of all models.</param>
    /// <param name="model">Owner and name.</param>
    public HubCache(string cacheFolder, string model)
    {
        var name = $"models--{model.Replace("/", "--", StringComparison.Ordinal)}";
        _root = Path.Combine(cacheFolder, name);
        _locks = Path.Combine(cacheFolder, ".locks", name);
    }

    /// <summary>The folder of a commit's files.</summary>
    public string Snapshot(string commit) => Path.Combine(_root, "snapshots", commit);

    /// <summary>A file of a commit, whether it is there or not.</summary>
    public string FileOf(string commit, string path) => Path.Combine(Snapshot(commit), Path.Combine(path.Split('/')));

    /// <summary>The content that a tag stands for, whether it is there or not.</summary>
    public string Blob(string etag) => Path.Combine(_root, "blobs", etag);

    /// <summary>The lock of a content; other programs take it too.</summary>
    public string Lock(string etag) => Path.Combine(_locks, $"{etag}.lock");

    /// <summary>Whether a tag can be a file's name.</summary>
    public static bool IsName(string etag) => NamePattern().IsMatch(etag);

    /// <summary>The commit that a revision stood for when it was last looked up; null where it never was.</summary>
    public string? CommitOf(HubModelId id)
    {
        if (id.IsFixed)
        {
            return Directory.Exists(Snapshot(id.Revision)) ? id.Revision : null;
        }

        var file = Path.Combine(_root, "refs", id.Revision);
        var commit = File.Exists(file) ? File.ReadAllText(file).Trim() : "";
        return HubModelId.IsCommit(commit) ? commit : null;
    }

    /// <summary>Remembers which commit a revision stands for.</summary>
    public void Remember(HubModelId id, string commit)
    {
        if (!id.IsFixed && CommitOf(id) != commit)
        {
            AtomicFile.WriteText(Path.Combine(_root, "refs", id.Revision), commit);
        }
    }

    /// <summary>The paths of a commit's files that are there.</summary>
    public IReadOnlyList<string> Files(string commit)
    {
        var folder = Snapshot(commit);
        return Directory.Exists(folder)
            ? [.. Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories).Where(File.Exists)
                .Select(file => Path.GetRelativePath(folder, file).Replace(Path.DirectorySeparatorChar, '/')).Order(StringComparer.Ordinal)]
            : [];
    }

    /// <summary>Makes a commit's file of a content that is there: a relative link, or a copy where the system has no links.</summary>
    public void Link(string commit, string path, string etag)
    {
        var file = FileOf(commit, path);
        if (File.Exists(file))
        {
            return;
        }

        var folder = Path.GetDirectoryName(file)!;
        _ = Directory.CreateDirectory(folder);
        try
        {
            File.Delete(file); // a link whose content was removed
            _ = File.CreateSymbolicLink(file, Path.GetRelativePath(folder, Blob(etag)));
        }
        catch (Exception e) when (OperatingSystem.IsWindows() && e is IOException or UnauthorizedAccessException)
        {
            File.Copy(Blob(etag), file);
        }
    }

    /// <summary>Bytes of a commit's file that is there; a link's own length is that of its text.</summary>
    public long LengthOf(string commit, string path)
    {
        var file = FileOf(commit, path);
        return new FileInfo(File.ResolveLinkTarget(file, returnFinalTarget: true)?.FullName ?? file).Length;
    }

    /// <summary>What a commit's file is named by in the blobs; null where it is a plain file.</summary>
    public string? EtagOf(string commit, string path) =>
        new FileInfo(FileOf(commit, path)).LinkTarget is { } target ? Path.GetFileName(target) : null;

    [GeneratedRegex(@"^[A-Za-z0-9_-][A-Za-z0-9_.-]{0,127}\z")]
    private static partial Regex NamePattern();
}
