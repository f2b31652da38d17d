namespace Selma.Core.Artifacts;

/// <summary>A file among a stage's outputs.</summary>
/// <param name="Path">Relative to the stage's folder, with <c>/</c> between its parts.</param>
/// <param name="Sha256">The digest of its bytes.</param>
/// <param name="Size">Bytes.</param>
internal sealed record OutputFile(string Path, string Sha256, long Size)
{
    private static readonly EnumerationOptions Everything =
        new() { RecurseSubdirectories = true, AttributesToSkip = 0, ReturnSpecialDirectories = false };

    /// <summary>Whether the path stays inside the folder and means the same on every system.</summary>
    public static bool IsLegal(string path) =>
        path.Length > 0 && !path.AsSpan().ContainsAny('\n', '\0', '\\') && !path.Contains(':', StringComparison.Ordinal) &&
        path.Split('/').All(part => part is not ("" or "." or ".."));

    /// <summary>The files of a folder, sorted, hashed one by one.</summary>
    /// <exception cref="SelmaException">SELMA2204: the folder is empty, or holds links or names that no record may carry.</exception>
    public static IReadOnlyList<OutputFile> Scan(string folder, CancellationToken cancellation)
    {
        var files = new List<OutputFile>();
        foreach (var file in new DirectoryInfo(folder).EnumerateFileSystemInfos("*", Everything).Where(file => file is FileInfo || IsLink(file)))
        {
            cancellation.ThrowIfCancellationRequested();
            var path = System.IO.Path.GetRelativePath(folder, file.FullName).Replace(System.IO.Path.DirectorySeparatorChar, '/');
            if (IsLink(file) || !IsLegal(path))
            {
                throw new SelmaException("SELMA2204", $"Output '{path}' is a link or has a name that other systems cannot hold.", new(file.FullName));
            }

            files.Add(new(path, Digest.OfFile(file.FullName), ((FileInfo)file).Length));
        }

        return files.Count > 0
            ? [.. files.OrderBy(file => file.Path, Utf8Order.Instance)]
            : throw new SelmaException("SELMA2204", "The stage ended without any output; run it with --force.", new(folder));
    }

    private static bool IsLink(FileSystemInfo file) => file.LinkTarget is not null;
}
