using Selma.Core.Artifacts;
using Selma.TestKit;

namespace Selma.Core.Tests.Artifacts;

public sealed class CsvFormatTests : IDisposable
{
    private static readonly CsvFormat Format = new("SELMA2401", "list", ["b", "a"]);
    private readonly TemporaryFolder _folder = new();

    [Fact]
    public void What_was_written_is_read_in_the_order_asked_for()
    {
        Format.Write(_folder.File("a.csv"), [["1", "x, \"y\""], ["two\nlines", ""]]);
        Assert.Equal("b,a\n1,\"x, \"\"y\"\"\"\n\"two\nlines\",\n", File.ReadAllText(_folder.File("a.csv")));
        var read = (Format with { Columns = ["a", "b"] }).Read(_folder.File("a.csv"));
        Assert.Equal([(2, "x, \"y\"|1"), (3, "|two\nlines")], read.Select(row => (row.Line, string.Join('|', row.Values))));
        Assert.Equal(["b", "a"], Format.Header(_folder.File("a.csv")));
    }

    [Fact]
    public void A_ragged_line_is_an_error_unless_it_is_allowed()
    {
        var path = _folder.Write("a.csv", "a,x,b\n1\n1,2,3,4\n");
        var error = Assert.Throws<SelmaException>(() => Format.Read(path));
        Assert.Equal(("SELMA2401", path, 2), (error.Code, error.Place?.File, error.Place?.Line));
        Assert.Equal(["|1", "3|1"], (Format with { AllowsRaggedLines = true }).Read(path).Select(row => string.Join('|', row.Values)));
    }

    [Fact]
    public void A_missing_file_is_named_by_what_it_should_be()
    {
        var error = Assert.Throws<SelmaException>(() => Format.Read(_folder.File("absent.csv")));
        Assert.Equal("There is no list here. Check its name and folder.", error.Message);
        Assert.Equal(("SELMA2401", _folder.File("absent.csv")), (error.Code, error.Place?.File));
    }

    public void Dispose() => _folder.Dispose();
}
