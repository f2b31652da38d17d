using Selma.Core.Numerics;
using Selma.Core.World;

namespace Selma.Core.Models.Language;

/// <summary>Fills the slots of one pattern so that the prompt describes a scene that can be drawn.</summary>
/// <remarks>No noun comes twice, nor a place or tag; relations lie between single things; at most six things in all, large ones at most two.</remarks>
internal sealed class SlotFiller
{
    private const int MaxThings = 6;
    private const int MaxThingsBesideLarge = 2; // larger groups have no room for large things

    private readonly Draws _draws;
    private readonly ColorHabit _habit;
    private readonly Queue<string> _things;
    private readonly Queue<string> _places;
    private readonly Queue<string> _tags;

    private SlotFiller(IReadOnlyList<ThingForm> forms, ColorHabit habit, Draws draws)
    {
        (_habit, _draws) = (habit, draws);
        var counts = Counts(forms);
        var nouns = habit.Nouns(forms.Count, draws);
        _places = Shuffled([.. Lexicon.Places.Values]);
        _things = new(forms.Select((form, i) => Thing(form, nouns[i], counts[i], counts.Sum())));
        _tags = Shuffled(Lexicon.Tags);
    }

    /// <summary>Writes a prompt.</summary>
    /// <returns>Null where the pattern has more slots of a kind than the world has words.</returns>
    public static string? Write(Pattern pattern, ColorHabit habit, Draws draws)
    {
        var forms = Forms([.. pattern.Clauses.SelectMany(clause => clause.Pieces)]);
        if (forms.Count > MaxThings || Count(pattern, PieceKind.Tag) > Lexicon.Tags.Count)
        {
            return null;
        }

        var filler = new SlotFiller(forms, habit, draws);
        return string.Concat(pattern.Clauses.Select(clause => clause.Join + filler.Fill(clause))) + pattern.End;
    }

    private static int Count(Pattern pattern, PieceKind kind) => pattern.Clauses.Sum(clause => clause.Pieces.Count(piece => piece.Kind == kind));

    private static List<ThingForm> Forms(IReadOnlyList<Piece> pieces)
    {
        List<ThingForm> forms = [];
        var isRelated = false;
        foreach (var piece in pieces)
        {
            if (piece.Kind == PieceKind.Thing)
            {
                forms.Add(isRelated ? piece.Form.Single() : piece.Form);
                isRelated = false;
            }
            else if (piece.Kind == PieceKind.Relation && forms.Count > 0)
            {
                forms[^1] = forms[^1].Single();
                isRelated = true;
            }
        }

        return forms;
    }

    private int[] Counts(IReadOnlyList<ThingForm> forms)
    {
        while (true)
        {
            int[] counts = [.. forms.Select(form => form.IsSingle ? 1 : forms.Count > MaxThings / 2 ? 2 : 2 + _draws.Next(MaxThings - 1))];
            if (counts.Sum() <= MaxThings)
            {
                return counts;
            }
        }
    }

    private string Thing(ThingForm form, string noun, int count, int total)
    {
        string[] words =
        [
            form.Amount == Amount.Number ? Lexicon.Numbers[count] : "",
            form.HasSize ? (total <= MaxThingsBesideLarge ? _draws.Choose(Lexicon.Sizes) : "small") : "",
            form.HasColor ? _habit.Color(noun, _draws) : "",
            form.IsSingle ? noun : Shapes.Named(noun).Plural,
            form.HasPlace && _places.Count > 0 ? _places.Dequeue() : "",
        ];
        var phrase = string.Join(' ', words.Where(word => word.Length > 0));
        return form.Amount == Amount.Article ? $"{Article(phrase)} {phrase}" : phrase;
    }

    private static string Article(string phrase) => "aeiou".Contains(phrase[0], StringComparison.Ordinal) ? "an" : "a";

    private Queue<string> Shuffled(IReadOnlyList<string> words) => new(_draws.ChooseDistinct(words.Count, words.Count).Select(word => words[word]));

    private string Fill(Clause clause)
    {
        var text = string.Join(' ', clause.Pieces.Select(Fill));
        return clause.IsCapital ? char.ToUpperInvariant(text[0]) + text[1..] : text;
    }

    private string Fill(Piece piece) => piece.Kind switch
    {
        PieceKind.Thing => _things.Dequeue(),
        PieceKind.Relation => _draws.Choose([.. Lexicon.Relations.Values]),
        PieceKind.Place when _places.Count > 0 => _places.Dequeue(),
        PieceKind.Background => _draws.Choose(Lexicon.Backgrounds),
        PieceKind.Tag => _tags.Dequeue(),
        _ => piece.Text,
    };
}
