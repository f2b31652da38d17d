using System.Text;
using CsCheck;
using Selma.Core.Artifacts;
using Selma.TestKit;

namespace Selma.Core.Tests.Artifacts;

public sealed class DigestTests : IDisposable
{
    private const string Abc = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
    private const string Empty = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
    private const string Pair = "5b9b7d2bf8f86f7f15d4730f9afecfb82fe3d76a58c736d68c6e1fb02074d734"; // incremental.md 2.2
    private readonly TemporaryFolder _folder = new();

    [Fact]
    public void A_folder_of_abc_and_an_empty_file_has_the_digest_of_the_specification()
    {
        AtomicFile.WriteText(_folder.File("0001.png"), "");
        AtomicFile.WriteText(_folder.File("0000.png"), "abc");
        var files = OutputFile.Scan(_folder.FullPath, TestContext.Current.CancellationToken);
        Assert.Equal([new("0000.png", Abc, 3), new("0001.png", Empty, 0)], files);
        Assert.Equal(Pair, Digest.OfTree(files));
    }

    [Fact]
    public void The_order_of_files_changes_nothing() =>
        Assert.Equal(Pair, Digest.OfTree([new("0001.png", Empty, 0), new("0000.png", Abc, 3)]));

    [Fact]
    public void Files_in_folders_have_slashes_in_their_paths()
    {
        AtomicFile.WriteText(_folder.File("a", "b", "c.txt"), "abc");
        Assert.Equal([new("a/b/c.txt", Abc, 3)], OutputFile.Scan(_folder.FullPath, TestContext.Current.CancellationToken));
    }

    [Fact]
    public void Links_and_empty_folders_are_no_outputs()
    {
        var empty = Assert.Throws<SelmaException>(() => OutputFile.Scan(_folder.FullPath, TestContext.Current.CancellationToken));
        Assert.Equal("SELMA2204", empty.Code);
        _ = File.CreateSymbolicLink(_folder.File("link"), "/etc/hostname");
        var link = Assert.Throws<SelmaException>(() => OutputFile.Scan(_folder.FullPath, TestContext.Current.CancellationToken));
        Assert.Equal("SELMA2204", link.Code);
    }

    [Theory]
    [InlineData("a/b.png", true)]
    [InlineData("..a/b..png", true)]
    [InlineData("../b.png", false)]
    [InlineData("/etc/passwd", false)]
    [InlineData("a//b", false)]
    [InlineData("a/./b", false)]
    [InlineData("a\\b", false)]
    [InlineData("C:b", false)]
    [InlineData("a\nb", false)]
    [InlineData("", false)]
    public void Paths_stay_inside_the_folder(string path, bool isLegal) => Assert.Equal(isLegal, OutputFile.IsLegal(path));

    [Fact]
    public void Line_ends_and_byte_order_marks_do_not_count_in_text() => Gen.Select(Gen.Const("a\nb\n\nc"), Gen.Bool, Gen.Int[0, 2]).Sample(
        (text, mark, ends) =>
        {
            var path = _folder.File($"{Guid.NewGuid():N}.txt");
            AtomicFile.WriteText(path, (mark ? "\uFEFF" : "") + text.Replace("\n", (string[])["\n", "\r\n", "\r"] is var all ? all[ends] : "", StringComparison.Ordinal));
            return Digest.OfTextFile(path) == Digest.OfBytes(Encoding.UTF8.GetBytes(text));
        },
        threads: 1);

    public void Dispose() => _folder.Dispose();
}
