using System.Globalization;
using System.Text;
using CsvHelper;
using CsvHelper.Configuration;

namespace Selma.Core.Artifacts;

/// <summary>A kind of CSV file (RFC 4180, UTF-8, plain or <c>.gz</c>): the columns that it must have, and what to say where it is wrong.</summary>
/// <param name="Code">The error's code.</param>
/// <param name="Thing">What the file is: <c>benchmark</c>.</param>
/// <param name="Columns">Names of the columns to read, wherever they stand; others are passed over.</param>
internal sealed record CsvFormat(string Code, string Thing, IReadOnlyList<string> Columns)
{
    /// <summary>Whether a line may have fewer or more fields than there are columns; what is missing is empty.</summary>
    public bool AllowsRaggedLines { get; init; }

    /// <summary>Reads a file.</summary>
    /// <exception cref="SelmaException"><see cref="Code"/>: it is missing, no CSV, or lacks a column.</exception>
    public IReadOnlyList<CsvRow> Read(string path) => Read(path, text => Rows(text, path).ToList());

    /// <summary>The names of a file's columns, all of them; none where it is empty.</summary>
    /// <exception cref="SelmaException"><see cref="Code"/>: it is missing or no CSV.</exception>
    public IReadOnlyList<string> Header(string path) => Read(path, text => Records(text, path).FirstOrDefault()?.Values ?? []);

    /// <summary>Writes a file whose columns are these.</summary>
    public void Write(string path, IEnumerable<IReadOnlyList<string>> rows) => AtomicFile.Write(path, stream =>
    {
        using var text = new StreamWriter(stream, Utf8Order.Utf8, leaveOpen: true);
        using var writer = new CsvWriter(text, new CsvConfiguration(CultureInfo.InvariantCulture) { NewLine = "\n" });
        foreach (var row in rows.Prepend(Columns))
        {
            foreach (var value in row)
            {
                writer.WriteField(value);
            }

            writer.NextRecord();
        }
    });

    /// <summary>An error in such a file.</summary>
    public SelmaException Wrong(string message, string path, int line, Exception? inner = null) => new(Code, message, new(path, line), inner);

    private T Read<T>(string path, Func<StreamReader, T> read)
    {
        try
        {
            using var text = PackedText.Open(path);
            return read(text);
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            throw Wrong($"There is no {Thing} here. Check its name and folder.", path, line: 0, e);
        }
        catch (Exception e) when (e is InvalidDataException or DecoderFallbackException)
        {
            throw Wrong($"This {Thing} cannot be read: {e.Message} It must be CSV in UTF-8, packed by gzip if its name ends in .gz.", path, line: 0, e);
        }
    }

    private IEnumerable<CsvRow> Rows(StreamReader text, string path)
    {
        using var records = Records(text, path).GetEnumerator();
        if (!records.MoveNext())
        {
            throw Wrong($"This {Thing} is empty. Its first line must name the columns {string.Join(", ", Columns)}.", path, line: 1);
        }

        var header = records.Current.Values;
        var places = Columns.Select(column => Place(header, column, path)).ToArray();
        while (records.MoveNext())
        {
            var (line, values) = records.Current;
            if (values.Count != header.Count && !AllowsRaggedLines)
            {
                throw Wrong($"This line has {values.Count} fields, and there are {header.Count} columns. Quote fields that hold commas.", path, line);
            }

            yield return new(line, [.. places.Select(place => place < values.Count ? values[place] : "")]);
        }
    }

    private int Place(IReadOnlyList<string> header, string column, string path) =>
        header.ToList().IndexOf(column) is >= 0 and var place
            ? place
            : throw Wrong($"This {Thing} lacks the column '{column}'. Its first line must name {string.Join(", ", Columns)}.", path, line: 1);

    private IEnumerable<CsvRow> Records(StreamReader text, string path)
    {
        var isBad = false;
        using var parser = new CsvParser(
            text, new CsvConfiguration(CultureInfo.InvariantCulture) { BadDataFound = _ => isBad = true, IgnoreBlankLines = false });
        for (var line = 1; parser.Read(); line = parser.RawRow + 1)
        {
            var values = parser.Record!;
            if (isBad)
            {
                throw Wrong("A quote stands alone in this line. A field with quotes is quoted itself, and its quotes are doubled.", path, line);
            }

            if (values is not [""])
            {
                yield return new(line, values);
            }
        }
    }
}
