namespace Selma.Core.Artifacts;

/// <summary>Knows the small text files that Git LFS leaves where a large file was not fetched.</summary>
internal static class GitLfs
{
    /// <summary>Refuses a pointer.</summary>
    /// <param name="start">The first bytes of a file.</param>
    /// <param name="file">Its path.</param>
    /// <exception cref="SelmaException">SELMA2102: a Git LFS pointer.</exception>
    public static void ThrowIfPointer(ReadOnlySpan<byte> start, string file)
    {
        if (start.StartsWith("version https://git-lfs"u8))
        {
            throw new SelmaException(
                "SELMA2102",
                "This is a Git LFS pointer, not the file itself. Run 'git lfs pull' in the folder it came from.",
                new(file));
        }
    }
}
