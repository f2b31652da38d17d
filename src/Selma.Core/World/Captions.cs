using Selma.Core.Numerics;

namespace Selma.Core.World;

/// <summary>Writes what a scene shows in the five styles of prompt.</summary>
public static class Captions
{
    private const double BackgroundSaid = 0.4; // of coco and whoops
    private const double PictureSaid = 0.3; // of countbench

    /// <summary>Writes a caption; at most 44 tokens with start and end.</summary>
    /// <param name="description">What to say.</param>
    /// <param name="style">A name of <see cref="SceneStyle"/>.</param>
    /// <param name="draws">Choose among the style's wordings.</param>
    /// <param name="dropout">The probability that a colour, size, number, place, relation or the background is left out; 0 for prompts.</param>
    public static string Write(SceneDescription description, string style, Draws draws, double dropout = 0)
    {
        var said = dropout > 0 ? CaptionCorruption.LeaveOut(description, draws, dropout) : description;
        return style switch
        {
            SceneStyle.Coco or SceneStyle.Whoops => Sentence(said, draws),
            SceneStyle.CountBench => Counts(said, draws),
            SceneStyle.LocalizedNarratives => Paragraph(said),
            SceneStyle.DiffusionDb => TagList(said, draws),
            _ => throw new ArgumentOutOfRangeException(nameof(style), style, "No such style."),
        };
    }

    /// <summary>Makes a description err as captions of the web do.</summary>
    /// <param name="description">What is true.</param>
    /// <param name="draws">Choose what is wrong.</param>
    /// <param name="wrong">The probability that a colour or the background is wrong; a number or relation is with twice that.</param>
    public static SceneDescription Corrupt(SceneDescription description, Draws draws, double wrong) =>
        CaptionCorruption.Falsify(description, draws, wrong);

    private static string Sentence(SceneDescription said, Draws draws)
    {
        var joint = said.Relations.Count > 0 ? Lexicon.Relations[said.Relations[0].Name] : draws.Choose(Lexicon.Joints);
        var groups = said.Relations.Count > 0
            ? [said.Groups[said.Relations[0].First], said.Groups[said.Relations[0].Second]]
            : said.Groups;
        var ground = draws.NextDouble() < BackgroundSaid && said.Background is not null ? $" on a {said.Background} background" : "";
        return string.Join($" {joint} ", groups.Select(Phrases.Counted)) + ground;
    }

    private static string Counts(SceneDescription said, Draws draws)
    {
        var picture = draws.NextDouble() < PictureSaid && said.Groups[0].Count != 1;
        return (picture ? "a picture of " : "") + string.Join(" and ", said.Groups.Select(Phrases.Counted));
    }

    private static string Paragraph(SceneDescription said)
    {
        string[] phrases = [.. said.Groups.Select(group => Phrases.Counted(group) + Phrases.Place(group))];
        List<string> sentences = [$"In this image there is {phrases[0]}."];
        if (phrases.Length > 1)
        {
            sentences.Add($"We can see {phrases[1]}.");
        }

        if (phrases.Length > 2)
        {
            sentences.Add($"There is also {string.Join(" and ", phrases[2..])}.");
        }

        if (said.Background is not null)
        {
            sentences.Add($"The background is {said.Background}.");
        }

        return string.Join(' ', sentences);
    }

    private static string TagList(SceneDescription said, Draws draws)
    {
        List<string> tags = [.. said.Groups.Select(group => Phrases.Bare(group) + Phrases.Place(group))];
        if (said.Background is not null)
        {
            tags.Add($"{said.Background} background");
        }

        tags.AddRange(draws.ChooseDistinct(2, Lexicon.Tags.Count).Select(tag => Lexicon.Tags[tag]));
        return string.Join(", ", tags);
    }
}
