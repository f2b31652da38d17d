using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace Selma.Core.Experiments;

/// <summary>Reads one YAML document with the place of every value; refuses duplicate keys and bottomless nesting.</summary>
internal sealed class YamlReader
{
    private const int MaxDepth = 32;
    private readonly Dictionary<AnchorName, YamlValue> _anchors = [];
    private readonly Func<Mark, Place> _place;
    private readonly Parser _parser;

    private YamlReader(TextReader text, Func<Mark, Place> place)
    {
        _parser = new Parser(text);
        _place = place;
    }

    /// <summary>Reads a file whose root is a mapping.</summary>
    /// <exception cref="SelmaException">SELMA1001 to SELMA1003: no such file, not YAML, a key stated twice.</exception>
    public static YamlMap ReadFile(string file)
    {
        if (!File.Exists(file))
        {
            throw new SelmaException("SELMA1001", $"There is no file '{file}'. Check the name, or create it.", new Place(file));
        }

        using var text = new StreamReader(file);
        return Read(text, mark => new Place(file, (int)mark.Line, (int)mark.Column)) switch
        {
            YamlMap map => map,
            YamlText { IsNothing: true } nothing => new YamlMap(nothing.Place, []),
            var other => throw new SelmaException("SELMA1002", "The file must consist of 'key: value' lines.", other.Place),
        };
    }

    /// <summary>Reads a value that stands on the command line.</summary>
    /// <exception cref="SelmaException">SELMA1002 or SELMA1003.</exception>
    public static YamlValue ReadText(string value, Place place)
    {
        using var text = new StringReader(value);
        return Read(text, _ => place);
    }

    private static YamlValue Read(TextReader text, Func<Mark, Place> place)
    {
        var reader = new YamlReader(text, place);
        try
        {
            return reader.Document();
        }
        catch (YamlException e)
        {
            throw new SelmaException("SELMA1002", $"This is not YAML: {e.Message}", place(e.Start), e);
        }
        catch (Exception e) when (e is InvalidOperationException or ArgumentException)
        {
            // YamlDotNet gives up so on a flow sequence that a plain scalar breaks, and on a tag that is no address.
            var behind = reader._parser.Current?.End ?? Mark.Empty;
            throw new SelmaException("SELMA1002", "This is not YAML: a bracket may be missing behind this, or a '!' begins a tag.", place(behind), e);
        }
    }

    private YamlValue Document()
    {
        _ = _parser.Consume<StreamStart>();
        if (!_parser.TryConsume<DocumentStart>(out _))
        {
            return new YamlText(_place(new Mark(0, 1, 1)), "", IsPlain: true);
        }

        var value = Value(depth: 0);
        _ = _parser.Consume<DocumentEnd>();
        return _parser.TryConsume<DocumentStart>(out var second)
            ? throw new SelmaException("SELMA1002", "A second document begins here; a file holds one.", _place(second.Start))
            : value;
    }

    private YamlValue Value(int depth)
    {
        var head = _parser.Consume<ParsingEvent>();
        var place = _place(head.Start);
        if (depth > MaxDepth)
        {
            throw new SelmaException("SELMA1002", $"Values are nested more than {MaxDepth} deep.", place);
        }

        var value = head switch
        {
            Scalar scalar => new YamlText(place, scalar.Value, scalar.Style == ScalarStyle.Plain),
            SequenceStart => List(place, depth),
            MappingStart => Map(place, depth),
            AnchorAlias alias => _anchors.GetValueOrDefault(alias.Value)
                ?? throw new SelmaException("SELMA1002", $"There is no anchor '&{alias.Value}' before this.", place),
            _ => throw new SelmaException("SELMA1002", "A value is missing here.", place),
        };
        if (head is NodeEvent { Anchor.IsEmpty: false } node)
        {
            _anchors[node.Anchor] = value;
        }

        return value;
    }

    private YamlList List(Place place, int depth)
    {
        List<YamlValue> items = [];
        while (!_parser.TryConsume<SequenceEnd>(out _))
        {
            items.Add(Value(depth + 1));
        }

        return new YamlList(place, items);
    }

    private YamlMap Map(Place place, int depth)
    {
        List<KeyValuePair<YamlText, YamlValue>> entries = [];
        HashSet<string> seen = [];
        while (!_parser.TryConsume<MappingEnd>(out _))
        {
            if (Value(depth + 1) is not YamlText key)
            {
                throw new SelmaException("SELMA1002", "A key must be a word.", place);
            }

            if (!seen.Add(key.Text))
            {
                throw new SelmaException("SELMA1003", $"'{key.Text}' is stated twice. Remove one of the two.", key.Place);
            }

            entries.Add(KeyValuePair.Create<YamlText, YamlValue>(key, Value(depth + 1)));
        }

        return new YamlMap(place, entries);
    }
}
