using Selma.Core.Numerics;

namespace Selma.Core.World;

/// <summary>Makes descriptions say less or say what is not so, as captions of the web do.</summary>
internal static class CaptionCorruption
{
    private const int FewestCounted = 2, MostCounted = 6;

    /// <summary>Leaves out each attribute, relation and the background with a probability.</summary>
    public static SceneDescription LeaveOut(SceneDescription description, Draws draws, double dropout)
    {
        bool Drops() => draws.NextDouble() < dropout;
        return new(
            [.. description.Groups.Select(group => group with
            {
                Count = group.Count > 1 && Drops() ? 0 : group.Count,
                Size = group.Size.Length > 0 && Drops() ? "" : group.Size,
                Color = Drops() ? "" : group.Color,
                Place = group.Place.Length > 0 && Drops() ? "" : group.Place,
            })],
            [.. description.Relations.Where(_ => !Drops())],
            Drops() ? null : description.Background);
    }

    /// <summary>Makes colours and the background wrong with a probability; counts off by one and relations inverted with twice that.</summary>
    public static SceneDescription Falsify(SceneDescription description, Draws draws, double wrong)
    {
        bool Errs(double times) => draws.NextDouble() < wrong * times;
        return new(
            [.. description.Groups.Select(group => group with
            {
                Color = Errs(1) ? draws.Choose(Lexicon.Colors) : group.Color,
                Count = group.Count > 1 && Errs(2) ? OffByOne(group.Count, draws) : group.Count,
            })],
            [.. description.Relations.Select(relation => Errs(2) ? relation with { Name = Lexicon.Opposite(relation.Name) } : relation)],
            Errs(1) ? draws.Choose(Lexicon.Backgrounds) : description.Background);
    }

    private static int OffByOne(int count, Draws draws) =>
        Math.Clamp(count + (draws.Next(2) == 0 ? -1 : 1), FewestCounted, MostCounted);
}
