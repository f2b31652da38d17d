using System.IO.Compression;
using System.Text;
using Selma.Core.Artifacts;
using Selma.Core.Prompts;
using Selma.TestKit;

namespace Selma.Core.Tests.Prompts;

public sealed class HeldOutFileTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    [Theory]
    [InlineData("item_id,text,x\n1,a cat,1\n2,a cat,2\n3,a dog\n", "a cat|a dog")]
    [InlineData("text\r\n\"a \"\"red\"\" cat, sitting\r\nthere\"\r\na dog", "a \"red\" cat, sitting there|a dog")]
    [InlineData("id,prompt\n1,\"a cat\"\n\n2,\n", "a cat")]
    [InlineData("caption,id\na cat,1", "a cat")]
    public void Reads_a_CSV(string text, string prompts) => Assert.Equal(prompts.Split('|'), Read("b.csv", text));

    [Fact]
    public void Reads_a_text_line_by_line() => Assert.Equal(["a cat, red", "a dog"], Read("b.txt", "a cat, red\n\n  a dog \na dog\n"));

    [Theory]
    [InlineData("b.csv.gz", "item_id,text\n1,\"a cat, red\"\n", "a cat, red")]
    [InlineData("b.CSV.GZ", "item_id,text\n1,a cat\n", "a cat")]
    [InlineData("b.txt.gz", "a cat, red\na dog\n", "a cat, red|a dog")]
    public void Reads_what_gzip_packed(string name, string text, string prompts)
    {
        AtomicFile.Write(_folder.File(name), stream =>
        {
            using var packed = new GZipStream(stream, CompressionMode.Compress, leaveOpen: true);
            packed.Write(Encoding.UTF8.GetBytes(text));
        });
        Assert.Equal(prompts.Split('|'), HeldOutFile.Read(_folder.File(name)));
    }

    [Theory]
    [InlineData("b.csv.gz")]
    [InlineData("b.txt.gz")]
    public void Says_that_it_is_no_gzip(string name)
    {
        var error = Assert.Throws<SelmaException>(() => Read(name, "text\na cat\n"));
        Assert.Equal(("SELMA2005", _folder.File(name)), (error.Code, error.Place?.File));
        Assert.Contains("cannot be read", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("id,words\n1,a cat\n", "no column 'text' (it has: id, words)")]
    [InlineData("", "no column 'text'")]
    public void Says_what_is_missing(string text, string problem)
    {
        var error = Assert.Throws<SelmaException>(() => Read("b.csv", text));
        Assert.Equal(("SELMA2005", _folder.File("b.csv")), (error.Code, error.Place?.File));
        Assert.Contains(problem, error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("absent.csv")]
    [InlineData("absent.txt")]
    public void A_file_that_cannot_be_read_is_named(string name)
    {
        var error = Assert.Throws<SelmaException>(() => HeldOutFile.Read(_folder.File(name)));
        Assert.Equal(("SELMA2005", _folder.File(name)), (error.Code, error.Place?.File));
    }

    [Fact]
    public void Parity_with_DSG_1k()
    {
        var prompts = HeldOutFile.Read(Shared.Data("dsg", "dsg-1k-anns.csv"));
        Assert.InRange(prompts.Count, 1050, 1060); // 1,060 items, a few of the same words
    }

    [Theory]
    [InlineData("coco")]
    [InlineData("countbench")]
    [InlineData("diffusiondb")]
    [InlineData("localized-narratives")]
    [InlineData("whoops")]
    public void Parity_no_seed_prompt_is_of_DSG_1k(string skill)
    {
        var prompts = HeldOutFile.Read(Shared.Data("dsg", "dsg-1k-anns.csv"));
        var filter = new RougeLFilter();
        foreach (var prompt in prompts)
        {
            _ = filter.Add(filter.Read(prompt));
        }

        Assert.All(PaperSkills.Load(skill).SeedPrompts, seed => Assert.True(filter.Nearest(filter.Read(seed)).Similarity <= 0.8, seed));
    }

    public void Dispose() => _folder.Dispose();

    private IReadOnlyList<string> Read(string name, string text)
    {
        AtomicFile.WriteText(_folder.File(name), text);
        return HeldOutFile.Read(_folder.File(name));
    }
}
