using Selma.Core.World;

namespace Selma.Core.Models.Language;

/// <summary>Cuts a clause into pieces: finds the words of the world and keeps the others as they stand.</summary>
internal sealed class PieceReader(string[] words)
{
    private static readonly string[][] Places = [.. Lexicon.Places.Values.Select(phrase => phrase.Split(' '))];

    private static readonly (PieceKind Kind, string[] Words)[] Phrases =
    [
        .. Lexicon.Relations.Values.Select(phrase => (PieceKind.Relation, phrase.Split(' '))),
        .. Places.Select(phrase => (PieceKind.Place, phrase)),
        .. Lexicon.Tags.Select(phrase => (PieceKind.Tag, phrase.Split(' '))),
        .. Lexicon.Backgrounds.Select(phrase => (PieceKind.Background, phrase.Split(' '))),
    ];

    private readonly List<Piece> _pieces = [];
    private int _next;

    /// <summary>Reads a clause.</summary>
    /// <param name="words">Its words, without punctuation.</param>
    public static IReadOnlyList<Piece> Read(string[] words)
    {
        var reader = new PieceReader(words);
        while (reader._next < words.Length)
        {
            if (!reader.TakeThing() && !reader.TakePhrase())
            {
                reader.TakeLiteral();
            }
        }

        return [.. reader._pieces.Select(MarkJoints(reader._pieces))];
    }

    private static Func<Piece, int, Piece> MarkJoints(List<Piece> pieces) => (piece, i) =>
        piece.Kind == PieceKind.Literal && i > 0 && i < pieces.Count - 1 && pieces[i + 1].Kind == PieceKind.Thing
        && pieces[i - 1].Kind == PieceKind.Thing && Contains(Lexicon.Joints, piece.Text)
            ? piece with { Kind = PieceKind.Joint }
            : piece;

    private bool TakeThing()
    {
        var at = _next;
        var amount = Word(at) is "a" or "an" ? Amount.Article : Lexicon.Numbers.Skip(2).Contains(Word(at)) ? Amount.Number : Amount.Bare;
        at += amount == Amount.Bare ? 0 : 1;
        var hasSize = Contains(Lexicon.Sizes, Word(at));
        at += hasSize ? 1 : 0;
        var hasColor = Contains(Lexicon.Colors, Word(at));
        at += hasColor ? 1 : 0;
        var isPlural = Contains(Lexicon.Plurals, Word(at));
        if (isPlural ? amount == Amount.Article : amount == Amount.Number || !Contains(Lexicon.Nouns, Word(at)))
        {
            return false; // no noun of the world here, or one that does not agree
        }

        at++;
        var place = Places.Select(place => Matches(at, place) ? place.Length : 0).Max();
        amount = isPlural && amount == Amount.Bare ? Amount.Plural : amount;
        Take(PieceKind.Thing, at + place - _next, new(amount, hasSize, hasColor, HasPlace: place > 0));
        return true;
    }

    private bool TakePhrase()
    {
        foreach (var (kind, phrase) in Phrases)
        {
            if (Matches(_next, phrase))
            {
                Take(kind, phrase.Length);
                return true;
            }
        }

        return false;
    }

    private bool Matches(int at, string[] phrase)
    {
        var i = 0;
        while (i < phrase.Length && Word(at + i) == phrase[i])
        {
            i++;
        }

        return i == phrase.Length;
    }

    private void TakeLiteral()
    {
        if (_pieces.Count > 0 && _pieces[^1].Kind == PieceKind.Literal)
        {
            _pieces[^1] = new(PieceKind.Literal, $"{_pieces[^1].Text} {words[_next++]}");
        }
        else
        {
            Take(PieceKind.Literal, 1);
        }
    }

    private void Take(PieceKind kind, int count, ThingForm form = default)
    {
        _pieces.Add(new(kind, string.Join(' ', words, _next, count), form));
        _next += count;
    }

    private string Word(int index) => index < words.Length ? words[index].ToLowerInvariant() : "";

    private static bool Contains(IReadOnlyList<string> list, string word) => list.Contains(word);
}
