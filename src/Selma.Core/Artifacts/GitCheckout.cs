using System.ComponentModel;
using System.Diagnostics;

namespace Selma.Core.Artifacts;

/// <summary>The git checkout that a folder lies in: its commit, read from git's own files, and whether anything differs from it.</summary>
/// <remarks>Source of the layout: gitrepository-layout(5): <c>HEAD</c>, loose and packed refs, and <c>gitdir:</c> files of worktrees.</remarks>
internal static class GitCheckout
{
    private const string Reference = "ref: ", Pointer = "gitdir: ";

    /// <summary>The commit's 40 or 64 hex digits; null outside a checkout, before the first commit, or where git keeps refs otherwise.</summary>
    public static string? Commit(string folder)
    {
        try
        {
            if (GitFolder(folder) is not { } git)
            {
                return null;
            }

            var head = FirstLine(Path.Combine(git, "HEAD"));
            return head?.StartsWith(Reference, StringComparison.Ordinal) == true ? Resolve(git, head[Reference.Length..]) : Digits(head);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <summary>Whether files were changed or added since the commit; null where git cannot be asked, or does not answer in time.</summary>
    /// <param name="folder">A folder in the checkout.</param>
    /// <param name="patience">How long to wait.</param>
    public static bool? IsDirty(string folder, TimeSpan patience)
    {
        using var timeout = new CancellationTokenSource(patience);
        try
        {
            using var git = Process.Start(new ProcessStartInfo("git", ["-C", folder, "status", "--porcelain"])
            {
                RedirectStandardOutput = true,
                RedirectStandardError = true,
                Environment = { ["GIT_OPTIONAL_LOCKS"] = "0" },
            })!;
            return Answer(git, timeout.Token).GetAwaiter().GetResult();
        }
        catch (Exception e) when (e is OperationCanceledException or Win32Exception or IOException)
        {
            return null;
        }
    }

    /// <summary>The first letter of an answer is enough: a clean checkout gives none.</summary>
    private static async Task<bool?> Answer(Process git, CancellationToken cancellation)
    {
        try
        {
            if (await git.StandardOutput.ReadAsync(new char[1], cancellation).ConfigureAwait(false) > 0)
            {
                return true;
            }

            await git.WaitForExitAsync(cancellation).ConfigureAwait(false);
            return git.ExitCode == 0 ? false : null;
        }
        finally
        {
            git.Kill();
        }
    }

    private static string? GitFolder(string folder)
    {
        for (var place = Path.GetFullPath(folder); place is not null; place = Path.GetDirectoryName(place))
        {
            var git = Path.Combine(place, ".git");
            if (Directory.Exists(git))
            {
                return git;
            }

            if (FirstLine(git) is { } line && line.StartsWith(Pointer, StringComparison.Ordinal))
            {
                return Path.GetFullPath(line[Pointer.Length..], place);
            }
        }

        return null;
    }

    /// <summary>A branch of a worktree lies in the folder that all worktrees share.</summary>
    private static string? Resolve(string git, string reference)
    {
        var shared = FirstLine(Path.Combine(git, "commondir")) is { } common ? Path.GetFullPath(common, git) : git;
        return Digits(FirstLine(Path.Combine(git, reference)) ?? FirstLine(Path.Combine(shared, reference)) ?? Packed(shared, reference));
    }

    private static string? Packed(string git, string reference)
    {
        var file = Path.Combine(git, "packed-refs");
        return File.Exists(file)
            ? File.ReadLines(file).FirstOrDefault(line => line.EndsWith($" {reference}", StringComparison.Ordinal))?.Split(' ')[0]
            : null;
    }

    private static string? FirstLine(string file) => File.Exists(file) ? File.ReadLines(file).FirstOrDefault() : null;

    private static string? Digits(string? text) => text is { Length: 40 or 64 } && text.All(char.IsAsciiHexDigitLower) ? text : null;
}
