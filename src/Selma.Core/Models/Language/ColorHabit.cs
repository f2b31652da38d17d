using Selma.Core.Numerics;
using Selma.Core.World;

namespace Selma.Core.Models.Language;

/// <summary>Whether things have the colours that they usually have, as the examples tell.</summary>
/// <param name="IsUnusual">Nothing has its usual colour: prompts that contradict common sense.</param>
internal sealed record ColorHabit(bool IsUnusual)
{
    private static readonly double Usual = new SceneTraits().UsualColor;

    /// <summary>Unusual where at least two things could have their usual colour and none has it.</summary>
    public static ColorHabit Of(IEnumerable<string> examples)
    {
        var isUsual = examples.SelectMany(example => PromptGrammar.Read(example)?.Groups ?? [])
            .Where(group => group.Color.Length > 0 && Shapes.Named(group.Noun).UsualColor is not null)
            .Select(group => group.Color == Shapes.Named(group.Noun).UsualColor).ToArray();
        return new(isUsual.Length >= 2 && !isUsual.Contains(true));
    }

    /// <summary>A colour for a noun.</summary>
    public string Color(string noun, Draws draws)
    {
        var usual = Shapes.Named(noun).UsualColor;
        if (IsUnusual)
        {
            return draws.Choose([.. Lexicon.Colors.Where(color => color != usual)]);
        }

        return usual is not null && draws.NextDouble() < Usual ? usual : draws.Choose(Lexicon.Colors);
    }

    /// <summary>Different nouns; where colours are unusual, at least one noun that has a usual colour to contradict.</summary>
    public string[] Nouns(int count, Draws draws)
    {
        string[] nouns = [.. draws.ChooseDistinct(count, Lexicon.Nouns.Count).Select(noun => Lexicon.Nouns[noun])];
        if (IsUnusual && count > 0 && nouns.All(noun => Shapes.Named(noun).UsualColor is null))
        {
            nouns[0] = draws.Choose([.. Shapes.All.Where(shape => shape.UsualColor is not null)]).Noun;
        }

        return nouns;
    }
}
