namespace Selma.Core.World;

/// <summary>What a prompt has stated so far, read word by word.</summary>
internal sealed class PromptReading
{
    private static readonly Dictionary<string, Action<PromptReading>> Meanings = Lexicon.Words
        .Select(word => (word, Meaning: Meaning(word))).Where(entry => entry.Meaning is not null)
        .ToDictionary(entry => entry.word, entry => entry.Meaning!);

    private readonly List<SceneGroup> _groups = [];
    private readonly List<SceneRelation> _relations = [];
    private int _count; // of the noun phrase that has begun
    private string _color = "", _size = "", _place = "", _relation = "";
    private bool _inClause; // a noun since the last stop
    private string? _backgroundColor;
    private bool _saysBackground;

    /// <summary>What was stated; null where no thing was named, or one noun twice.</summary>
    public SceneDescription? Description =>
        _groups.Count == 0 || _groups.DistinctBy(group => group.Noun).Count() < _groups.Count
            ? null
            : new(_groups, _relations, _saysBackground ? _backgroundColor : null);

    /// <summary>Reads the next word or sign.</summary>
    public void Take(string word, bool followedByOf)
    {
        if (word.Length == 1 && char.IsPunctuation(word[0]))
        {
            (_inClause, _relation) = (false, "");
            BeginPhrase();
        }
        else if (followedByOf && word is "left" or "right")
        {
            _relation = word + " of";
        }
        else if (Meanings.TryGetValue(word, out var meaning))
        {
            meaning(this);
        }
    }

    private static Action<PromptReading>? Meaning(string word)
    {
        if (Shapes.All.FirstOrDefault(shape => word == shape.Noun || word == shape.Plural) is { } shape)
        {
            return reading => reading.Name(shape, isPlural: word == shape.Plural);
        }

        var number = Lexicon.Numbers.ToList().IndexOf(word);
        return word switch
        {
            "an" => reading => reading._count = 1,
            "background" => reading => reading.NameBackground(),
            _ when number >= 0 => reading => reading._count = number,
            _ when Lexicon.Sizes.Contains(word) => reading => reading._size = word,
            _ when Lexicon.Colors.Contains(word) => reading => reading._color = word,
            _ when Lexicon.Backgrounds.Contains(word) => reading => reading._backgroundColor ??= word,
            _ when Lexicon.Places.ContainsKey(word) => reading => reading.Locate(word),
            _ when Lexicon.Relations.ContainsKey(word) => reading => reading._relation = word,
            _ => null,
        };
    }

    private void Name(Shape shape, bool isPlural)
    {
        _groups.Add(new(shape.Noun, _color, isPlural ? (_count > 1 ? _count : 0) : 1, _size, _place));
        if (_relation.Length > 0 && _inClause)
        {
            _relations.Add(new(_groups.Count - 2, _relation, _groups.Count - 1));
        }

        (_inClause, _relation, _place) = (true, "", "");
        BeginPhrase();
    }

    private void Locate(string place)
    {
        if (_inClause)
        {
            _groups[^1] = _groups[^1] with { Place = place };
        }
        else
        {
            _place = place;
        }
    }

    private void NameBackground()
    {
        _saysBackground = true;
        BeginPhrase();
    }

    private void BeginPhrase() => (_count, _color, _size) = (0, "", "");
}
