using Selma.Core.Artifacts;
using Selma.TestKit;

namespace Selma.Core.Tests.Artifacts;

public sealed class StatIndexTests : IDisposable
{
    private static readonly DateTime Old = new(2020, 1, 1, 0, 0, 0, DateTimeKind.Utc);
    private readonly TemporaryFolder _folder = new();

    private string File => _folder.File("weights.bin");

    private string IndexFile => _folder.File("stat.idx");

    [Fact]
    public void An_unchanged_file_is_read_once()
    {
        Write("abc", Old);
        var expected = Digest.OfBytes("abc"u8);
        Assert.Equal(expected, Open().DigestOf(File));
        var index = Open();
        _ = index.DigestOf(File);
        index.Save();
        WriteInPlace("xyz", Old); // same size, time and inode: only reading would tell
        Assert.Equal(expected, Open().DigestOf(File));
    }

    [Fact]
    public void A_file_changed_just_before_it_was_hashed_is_hashed_again()
    {
        var now = TimeProvider.System.GetUtcNow().UtcDateTime;
        Write("abc", now);
        var index = Open();
        _ = index.DigestOf(File);
        WriteInPlace("xyz", now);
        Assert.Equal(Digest.OfBytes("xyz"u8), index.DigestOf(File));
    }

    [Fact]
    public void A_file_from_the_future_is_hashed_every_time()
    {
        var future = new DateTime(2100, 1, 1, 0, 0, 0, DateTimeKind.Utc);
        Write("abc", future);
        var index = Open();
        _ = index.DigestOf(File);
        WriteInPlace("xyz", future);
        Assert.Equal(Digest.OfBytes("xyz"u8), index.DigestOf(File));
    }

    [Fact]
    public void Another_time_size_or_inode_means_reading_again()
    {
        Write("abc", Old);
        var index = Open();
        _ = index.DigestOf(File);
        WriteInPlace("xyz", Old.AddTicks(1));
        Assert.Equal(Digest.OfBytes("xyz"u8), index.DigestOf(File));
        WriteInPlace("xyzz", Old.AddTicks(1));
        Assert.Equal(Digest.OfBytes("xyzz"u8), index.DigestOf(File));
        AtomicFile.WriteText(File, "zzzz");
        System.IO.File.SetLastWriteTimeUtc(File, Old.AddTicks(1));
        Assert.Equal(Digest.OfBytes("zzzz"u8), index.DigestOf(File));
    }

    [Fact]
    public void A_missing_file_has_no_digest() => Assert.Null(Open().DigestOf(_folder.File("absent")));

    [Fact]
    public void A_torn_or_foreign_index_means_reading_again()
    {
        Write("abc", Old);
        var index = Open();
        _ = index.DigestOf(File);
        index.Save();
        var text = System.IO.File.ReadAllText(IndexFile);
        for (var length = 0; length < text.Length - 1; length++)
        {
            AtomicFile.WriteText(IndexFile, text[..length]);
            WriteInPlace("xyz", Old);
            Assert.Equal(Digest.OfBytes("xyz"u8), Open().DigestOf(File));
            WriteInPlace("abc", Old);
        }

        AtomicFile.WriteBytes(IndexFile, [0, 255, 10, 32, 32, 10]);
        Assert.Equal(Digest.OfBytes("abc"u8), Open().DigestOf(File));
    }

    [Fact]
    public void It_goes_on_after_a_torn_line()
    {
        Write("abc", Old);
        AtomicFile.WriteText(IndexFile, "3 15778");
        var index = Open();
        _ = index.DigestOf(File);
        index.Save();
        WriteInPlace("xyz", Old);
        Assert.Equal(Digest.OfBytes("abc"u8), Open().DigestOf(File));
    }

    [Fact]
    public void Saving_where_nothing_can_be_saved_is_no_error()
    {
        Write("abc", Old);
        var index = new StatIndex(_folder.File("absent", "stat.idx"), TimeProvider.System);
        _ = index.DigestOf(File);
        index.Save();
        Assert.False(Directory.Exists(_folder.File("absent")));
    }

    public void Dispose() => _folder.Dispose();

    private StatIndex Open() => new(IndexFile, TimeProvider.System);

    private void Write(string text, DateTime modified)
    {
        AtomicFile.WriteText(File, text);
        System.IO.File.SetLastWriteTimeUtc(File, modified);
    }

    private void WriteInPlace(string text, DateTime modified)
    {
        using (var stream = new FileStream(File, FileMode.Truncate))
        {
            stream.Write(System.Text.Encoding.UTF8.GetBytes(text));
        }

        System.IO.File.SetLastWriteTimeUtc(File, modified);
    }
}
