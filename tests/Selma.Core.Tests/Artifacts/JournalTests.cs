using CsCheck;
using Selma.Core.Artifacts;
using Selma.TestKit;

namespace Selma.Core.Tests.Artifacts;

public sealed class JournalTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private string File => _folder.File("state", "journal.jsonl");

    [Fact]
    public void Entries_are_there_again_after_reopening()
    {
        using (var journal = new Journal<Step>(File, "key"))
        {
            Assert.Empty(journal.Entries);
            journal.Append(new Step(0, "zwei rote Äpfel", 0.1));
            journal.Append([new Step(1, "line\nbreak \"quoted\"", double.NaN), new Step(2, "", -0.0)]);
        }

        using var again = new Journal<Step>(File, "key");
        Assert.Equal([new(0, "zwei rote Äpfel", 0.1), new(1, "line\nbreak \"quoted\"", double.NaN), new(2, "", 0.0)], again.Entries);
    }

    [Fact]
    public void The_first_line_names_the_key()
    {
        using (var journal = new Journal<int>(File, "06fb"))
        {
            journal.Append([3, 4]);
        }

        Assert.Equal("{\"key\":\"06fb\",\"schema\":1}\n3\n4\n", System.IO.File.ReadAllText(File));
    }

    [Fact]
    public void Entries_of_another_key_are_dropped()
    {
        using (var journal = new Journal<int>(File, "a"))
        {
            journal.Append([1, 2]);
        }

        using (var other = new Journal<int>(File, "b"))
        {
            Assert.Empty(other.Entries);
        }

        using var back = new Journal<int>(File, "a");
        Assert.Empty(back.Entries);
    }

    [Fact]
    public void Cut_at_any_byte_it_keeps_the_whole_lines_before_the_cut_and_goes_on() => Gen.Int[0, 60].Sample(
        cut =>
        {
            var path = _folder.File($"{Guid.NewGuid():N}.jsonl");
            using (var journal = new Journal<int>(path, "key"))
            {
                journal.Append([100, 200, 300, 400]);
            }

            var bytes = System.IO.File.ReadAllBytes(path);
            var kept = bytes.Take(Math.Min(cut, bytes.Length)).ToArray();
            AtomicFile.WriteBytes(path, kept);
            var expected = Enumerable.Range(1, 4).Select(index => index * 100).Take(Math.Max(0, kept.Count(b => b == '\n') - 1)).ToList();
            using (var torn = new Journal<int>(path, "key"))
            {
                Assert.Equal(expected, torn.Entries);
                torn.Append(5);
            }

            using var again = new Journal<int>(path, "key");
            Assert.Equal([.. expected, 5], again.Entries);
        },
        threads: 1);

    [Fact]
    public void Garbage_ends_the_journal_where_it_begins()
    {
        AtomicFile.WriteText(File, "{\"key\":\"key\",\"schema\":1}\n1\n\0\0\0\n2\n");
        using var journal = new Journal<int>(File, "key");
        Assert.Equal([1], journal.Entries);
    }

    [Fact]
    public void Can_be_read_while_it_is_written()
    {
        using var journal = new Journal<int>(File, "key");
        journal.Append(1);
        using var reader = new StreamReader(new FileStream(File, FileMode.Open, FileAccess.Read, FileShare.ReadWrite));
        Assert.Equal("{\"key\":\"key\",\"schema\":1}", reader.ReadLine());
    }

    public void Dispose() => _folder.Dispose();

    private sealed record Step(int Index, string Text, double Value);
}
