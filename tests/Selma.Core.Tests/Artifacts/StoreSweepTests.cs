using System.Text;
using CsCheck;
using Selma.Core.Artifacts;
using Selma.TestKit;

namespace Selma.Core.Tests.Artifacts;

/// <summary>Laws of sweeping, on random stores: results that share blobs, of any age, some of them roots; blobs of no result; half-written files.</summary>
public static class StoreSweepTests
{
    private static readonly DateTime Now = new(2026, 11, 24, 12, 0, 0, DateTimeKind.Utc);

    private static readonly Gen<Result> AnyResult = Gen.Select(Gen.Int[0, 7].List[1, 4], Gen.Int[0, 60 * 24], Gen.Bool, (blobs, hours, isRoot) => new Result([.. blobs.Distinct()], hours, isRoot));

    private static readonly Gen<Case> AnyCase = Gen.Select(
        AnyResult.List[0, 8], Gen.Int[0, 40], Gen.OneOf(Gen.Const(-1), Gen.Int[0, 3000]), Gen.Int[0, 7].List[0, 3], Gen.Int[0, 3],
        (results, keepDays, maxSize, loose, hours) => new Case(results, keepDays, maxSize < 0 ? null : maxSize, loose, hours));

    [Fact]
    public static void No_root_no_young_file_and_no_blob_of_what_stays_ever_goes() => AnyCase.Sample(
        test =>
        {
            using var store = new RandomStore(test);
            var sweep = store.Sweep();
            sweep.Sweep();
            var left = sweep.Left.Select(result => result.Key).ToHashSet();
            foreach (var (result, record) in store.Results)
            {
                var stays = store.Open().Peek(record.Key) is not null;
                Assert.True(stays || !(result.IsRoot || result.Hours < 1), "a root or a young result is gone");
                Assert.Equal(left.Contains(record.Key), stays);
                Assert.True(test.MaxSize is not null || stays == (result.IsRoot || result.Hours < 1 || result.Hours <= test.KeepDays * 24), "age alone decides");
            }
        },
        iter: 100);

    [Fact]
    public static void What_is_told_is_what_goes_and_a_second_sweep_finds_nothing() => AnyCase.Sample(
        test =>
        {
            using var store = new RandomStore(test);
            var sweep = store.Sweep();
            var (before, freed) = (store.Bytes(), sweep.Freed);
            sweep.Sweep();
            Assert.Equal(before - freed, store.Bytes());
            var again = store.Sweep();
            Assert.Equal((0, 0, 0, 0L), (again.Results.Count, again.Blobs.Count, again.HalfWritten.Count, again.Freed));
        },
        iter: 100);

    [Fact]
    public static void A_limit_is_kept_or_nothing_is_left_that_may_go() => AnyCase.Where(test => test.MaxSize is not null).Sample(
        test =>
        {
            using var store = new RandomStore(test);
            store.Sweep().Sweep();
            var after = store.Sweep();
            Assert.True(after.Bytes <= test.MaxSize || after.Left.All(left => store.Results.Any(entry => entry.Record.Key == left.Key && (entry.Result.IsRoot || entry.Result.Hours < 1))));
        },
        iter: 100);

    [Fact]
    public static void What_a_newer_version_wrote_stays_with_every_blob_that_it_could_mean()
    {
        using var store = new RandomStore(new([new([0, 1], 2000, IsRoot: false)], 1, 0, [2], 0));
        var record = store.Results[0].Record;
        var path = store.RecordFile(record.Key);
        AtomicFile.WriteText(path, Encoding.UTF8.GetString(record.Bytes).Replace("\"schema\": 1,\n  \"signature\"", "\"schema\": 2,\n  \"signature\"", StringComparison.Ordinal));
        Assert.Contains("\"schema\": 2", File.ReadAllText(path), StringComparison.Ordinal);
        File.SetLastWriteTimeUtc(path, Now.AddDays(-100));
        store.Sweep().Sweep();
        Assert.True(File.Exists(path));
        Assert.All(record.Outputs, output => Assert.NotNull(store.Open().BlobOf(output)));
    }

    [Fact]
    public static void A_damaged_record_of_a_root_keeps_the_blobs_that_the_root_names()
    {
        using var store = new RandomStore(new([new([0, 1], 2000, IsRoot: true)], 1, 0, [], 0));
        var record = store.Results[0].Record;
        AtomicFile.WriteText(store.RecordFile(record.Key), "torn");
        File.SetLastWriteTimeUtc(store.RecordFile(record.Key), Now.AddDays(-100));
        store.Sweep(StoreSweep.Digests(record.Bytes)).Sweep();
        Assert.True(File.Exists(store.RecordFile(record.Key)));
        Assert.All(record.Outputs, output => Assert.NotNull(store.Open().BlobOf(output)));
    }

    /// <param name="Blobs">Numbers of the blobs that it names; results share them.</param>
    /// <param name="Hours">How long ago it was used.</param>
    /// <param name="IsRoot">Whether something names it.</param>
    private sealed record Result(int[] Blobs, int Hours, bool IsRoot);

    /// <param name="Results">What was built.</param>
    /// <param name="KeepDays">The age that may stay.</param>
    /// <param name="MaxSize">The limit of bytes.</param>
    /// <param name="Loose">Blobs that lie there whether or not a result names them.</param>
    /// <param name="BlobHours">How old the blobs and half-written files are.</param>
    private sealed record Case(List<Result> Results, int KeepDays, int? MaxSize, List<int> Loose, int BlobHours);

    private sealed class RandomStore : IDisposable
    {
        private readonly TemporaryFolder _folder = new();
        private readonly Case _case;

        public RandomStore(Case test)
        {
            _case = test;
            Results = [.. test.Results.Select((result, number) => (result, Add(result, number)))];
            _ = Add(new([.. test.Loose.Distinct().Append(7)], 0, IsRoot: false), -1);
            File.Delete(RecordFile(Record(new([.. test.Loose.Distinct().Append(7)], 0, IsRoot: false), -1).Key));
            _ = _folder.Write("store/v1/tmp/812-torn", "half");
            foreach (var file in Directory.EnumerateFiles(_folder.File("store", "v1"), "*", SearchOption.AllDirectories).Where(file => Path.GetExtension(file) != ".json"))
            {
                File.SetLastWriteTimeUtc(file, Now.AddHours(-test.BlobHours));
            }
        }

        public IReadOnlyList<(Result Result, StageRecord Record)> Results { get; }

        public Store Open() => new(_folder.File("store"), TimeProvider.System, (_, _) => { });

        public string RecordFile(string key) => _folder.File("store", "v1", "ac", key[..2], $"{key}.json");

        public StoreSweep Sweep(IEnumerable<string>? roots = null) => new(
            _folder.File("store", "v1"),
            (roots ?? Results.Where(result => result.Result.IsRoot).Select(result => result.Record.Key)).ToHashSet(),
            new() { Keep = TimeSpan.FromDays(_case.KeepDays), MaxSize = _case.MaxSize },
            Now);

        public long Bytes() => Directory.EnumerateFiles(_folder.File("store", "v1"), "*", SearchOption.AllDirectories).Sum(file => new FileInfo(file).Length);

        public void Dispose() => _folder.Dispose();

        private StageRecord Add(Result result, int number)
        {
            var record = Record(result, number);
            Open().Add(_folder.File("work", $"{number}"), record, owned: true, _ => { });
            File.SetLastWriteTimeUtc(RecordFile(record.Key), Now.AddHours(-result.Hours));
            return record;
        }

        private StageRecord Record(Result result, int number)
        {
            foreach (var blob in result.Blobs)
            {
                _ = _folder.Write($"work/{number}/{blob}.png", new string((char)('a' + blob), 40 * (blob + 1)));
            }

            var document = new KeyDocument { Stage = "images", StageVersion = number, Config = new() };
            var none = new Dictionary<string, object?>();
            return StageRecord.Create(document.Tree(), OutputFile.Scan(_folder.File("work", $"{number}"), CancellationToken.None), none, none);
        }
    }
}
