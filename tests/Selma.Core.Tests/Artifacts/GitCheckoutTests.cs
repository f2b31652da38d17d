using System.Diagnostics;
using Selma.Core.Artifacts;
using Selma.TestKit;

namespace Selma.Core.Tests.Artifacts;

public sealed class GitCheckoutTests : IDisposable
{
    private static readonly string One = new('1', 40), Two = new('2', 40);
    private readonly TemporaryFolder _folder = new();

    [Fact]
    public void A_branch_is_loose_or_packed()
    {
        _ = _folder.Write(".git/HEAD", "ref: refs/heads/main\n");
        Assert.Null(GitCheckout.Commit(_folder.FullPath));
        _ = _folder.Write(".git/packed-refs", $"# pack-refs with: peeled fully-peeled sorted\n{Two} refs/heads/other\n{One} refs/heads/main\n");
        Assert.Equal(One, GitCheckout.Commit(_folder.File("experiments", "tiny"))); // found from below
        _ = _folder.Write(".git/refs/heads/main", Two + "\n");
        Assert.Equal(Two, GitCheckout.Commit(_folder.FullPath));
    }

    [Fact]
    public void A_detached_head_is_the_commit()
    {
        _ = _folder.Write(".git/HEAD", One + "\n");
        Assert.Equal(One, GitCheckout.Commit(_folder.FullPath));
    }

    [Fact]
    public void A_worktree_has_its_head_elsewhere_and_shares_branches()
    {
        _ = _folder.Write("main/.git/worktrees/side/HEAD", "ref: refs/heads/side\n");
        _ = _folder.Write("main/.git/worktrees/side/commondir", "../..\n");
        _ = _folder.Write("main/.git/refs/heads/side", One + "\n");
        _ = _folder.Write("side/.git", $"gitdir: {_folder.File("main", ".git", "worktrees", "side")}\n");
        Assert.Equal(One, GitCheckout.Commit(_folder.File("side")));
        _ = _folder.Write("side/.git", "gitdir: ../main/.git/worktrees/side\n");
        Assert.Equal(One, GitCheckout.Commit(_folder.File("side")));
    }

    [Fact]
    public void Elsewhere_there_is_no_commit_and_nobody_knows_of_changes()
    {
        Assert.Null(GitCheckout.Commit(_folder.FullPath));
        Assert.Null(GitCheckout.IsDirty(_folder.FullPath, TimeSpan.FromMinutes(1)));
        _ = _folder.Write(".git/HEAD", "ref: refs/heads/.invalid\n");
        Assert.Null(GitCheckout.Commit(_folder.FullPath));
    }

    [Fact]
    public void Git_itself_tells_of_changes()
    {
        Git("init", "--quiet");
        _ = _folder.Write("a.txt", "1");
        Assert.True(GitCheckout.IsDirty(_folder.FullPath, TimeSpan.FromMinutes(1)));
        Git("add", "a.txt");
        Git("-c", "user.name=x", "-c", "user.email=x@example.org", "commit", "--quiet", "--message", "One");
        Assert.False(GitCheckout.IsDirty(_folder.FullPath, TimeSpan.FromMinutes(1)));
        Assert.Equal(40, GitCheckout.Commit(_folder.FullPath)?.Length);
        Assert.Null(GitCheckout.IsDirty(_folder.FullPath, TimeSpan.Zero));
    }

    public void Dispose() => _folder.Dispose();

    private void Git(params string[] arguments)
    {
        try
        {
            using var git = Process.Start("git", ["-C", _folder.FullPath, .. arguments]);
            git.WaitForExit();
            Assert.Equal(0, git.ExitCode);
        }
        catch (System.ComponentModel.Win32Exception)
        {
            Assert.Skip("There is no git on this machine.");
        }
    }
}
