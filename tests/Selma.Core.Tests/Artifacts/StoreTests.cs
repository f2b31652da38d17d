using Selma.Core.Artifacts;
using Selma.TestKit;

namespace Selma.Core.Tests.Artifacts;

public sealed class StoreTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly List<(string Code, string Text)> _notices = [];
    private readonly Store _store;
    private readonly StageRecord _record;

    public StoreTests()
    {
        _store = Open();
        AtomicFile.WriteText(Work("a.png"), "pixels");
        AtomicFile.WriteText(Work("inner/metadata.jsonl"), "{}\n");
        var files = OutputFile.Scan(_folder.File("work"), TestContext.Current.CancellationToken);
        _record = StageRecord.Create(
            new KeyDocument { Stage = "images", StageVersion = 1, Config = new KeyMap() }.Tree(),
            files,
            new Dictionary<string, object?>(),
            new Dictionary<string, object?>());
    }

    [Fact]
    public void What_was_added_is_found_and_laid_out()
    {
        Assert.Null(_store.Peek(_record.Key));
        Assert.False(Directory.Exists(_folder.File("store"))); // looking makes nothing
        Add();
        Assert.Equal(_record.Bytes, _store.Peek(_record.Key)!.Bytes);
        Show("out");
        Assert.Equal("pixels", File.ReadAllText(_folder.File("out", "a.png")));
        Assert.Equal("{}\n", File.ReadAllText(_folder.File("out", "inner", "metadata.jsonl")));
    }

    [Fact]
    public void Images_share_the_blob_and_text_is_a_copy()
    {
        Add();
        Show("out");
        Assert.Equal(Stamp(Blob("a.png")).Inode, Stamp(_folder.File("out", "a.png")).Inode);
        Assert.NotEqual(Stamp(Blob("inner/metadata.jsonl")).Inode, Stamp(_folder.File("out", "inner", "metadata.jsonl")).Inode);
        if (!OperatingSystem.IsWindows())
        {
            Assert.Equal((UnixFileMode)0b100_100_100, File.GetUnixFileMode(Blob("a.png")));
            Assert.Equal((UnixFileMode)0b110_100_100, File.GetUnixFileMode(_folder.File("out", "inner", "metadata.jsonl")));
        }
    }

    [Fact]
    public void What_others_may_edit_is_copied_in()
    {
        _store.Add(_folder.File("work"), _record, owned: false, _ => { });
        Assert.NotEqual(Stamp(Blob("inner/metadata.jsonl")).Inode, Stamp(Work("inner/metadata.jsonl")).Inode);
        Assert.NotNull(_store.Peek(_record.Key));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("other!")]
    public void A_missing_or_changed_blob_makes_the_record_absent(string? content)
    {
        Add();
        File.Delete(Blob("a.png"));
        if (content is not null)
        {
            AtomicFile.WriteText(Blob("a.png"), content);
        }

        Assert.Null(_store.Peek(_record.Key));
        Assert.Null(_store.Find(_record.Key));
        Assert.Equal("SELMA2201", Assert.Single(_notices).Code);
        Assert.False(File.Exists(Blob("a.png")));
        Add();
        Assert.NotNull(_store.Peek(_record.Key));
    }

    [Fact]
    public void An_image_edited_through_its_link_is_noticed()
    {
        Add();
        Show("out");
        var image = _folder.File("out", "a.png");
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(image, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        }

        using (var stream = new FileStream(image, FileMode.Open))
        {
            stream.WriteByte((byte)'P');
        }

        Assert.Null(_store.Find(_record.Key));
        Assert.StartsWith("The store's copy of 'a.png' (1 of 2 files)", Assert.Single(_notices).Text, StringComparison.Ordinal);
    }

    [Fact]
    public void A_record_of_a_newer_version_is_left_alone()
    {
        Add();
        var path = _folder.File("store", "v1", "ac", _record.Key[..2], $"{_record.Key}.json");
        AtomicFile.WriteText(path, "{\"schema\": 2}");
        Assert.Null(_store.Find(_record.Key));
        Assert.Equal("SELMA2105", _notices[0].Code);
        Add();
        Assert.Equal("{\"schema\": 2}", File.ReadAllText(path));
    }

    [Fact]
    public void A_store_of_another_version_is_left_alone()
    {
        AtomicFile.WriteText(_folder.File("store", "v1", "VERSION"), "7\n");
        Open().Add(_folder.File("work"), _record, owned: true, _ => { });
        Assert.Equal("1\n", File.ReadAllText(_folder.File("store", "v2", "VERSION")));
        Assert.False(Directory.Exists(_folder.File("store", "v1", "ac")));
        Assert.NotNull(Open().Peek(_record.Key));
    }

    [Fact]
    public void The_record_comes_after_the_blobs()
    {
        var points = new List<string>();
        _store.Add(_folder.File("work"), _record, owned: true, points.Add);
        Assert.Equal(["e", "e", "f", "h"], points);
    }

    public void Dispose() => _folder.Dispose();

    private static FileStamp Stamp(string path) => FileStamp.Of(path)!.Value;

    private Store Open() => new(_folder.File("store"), TimeProvider.System, (code, text) => _notices.Add((code, text)));

    private void Add() => _store.Add(_folder.File("work"), _record, owned: true, _ => { });

    private void Show(string folder) => _store.Materialise(_record, _folder.File(folder), forReading: false, _ => { });

    private string Work(string path) => _folder.File("work", path);

    private string Blob(string path)
    {
        var sha256 = _record.Outputs.Single(output => output.Path == path).Sha256;
        return _folder.File("store", "v1", "cas", sha256[..2], sha256);
    }
}
