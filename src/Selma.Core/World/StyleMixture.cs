using Selma.Core.Numerics;

namespace Selma.Core.World;

/// <summary>How often each style occurs among captions, as weights; rare colours (whoops) are scarce, as in captions of the web.</summary>
public sealed record StyleMixture
{
    /// <summary>Weight of localized-narratives.</summary>
    public double LocalizedNarratives { get; init; } = 3;

    /// <summary>Weight of countbench.</summary>
    public double CountBench { get; init; } = 2;

    /// <summary>Weight of diffusiondb.</summary>
    public double DiffusionDb { get; init; } = 3;

    /// <summary>Weight of whoops.</summary>
    public double Whoops { get; init; } = 0.4;

    /// <summary>Weight of coco.</summary>
    public double Coco { get; init; } = 4;

    /// <summary>Draws a style.</summary>
    /// <returns>A name of <see cref="SceneStyle"/>.</returns>
    public string Choose(Draws draws)
    {
        double[] weights = [LocalizedNarratives, CountBench, DiffusionDb, Whoops, Coco]; // the order of SceneStyle.All
        var left = draws.NextDouble() * weights.Sum();
        for (var i = 0; i < weights.Length - 1; i++)
        {
            left -= weights[i];
            if (left < 0)
            {
                return SceneStyle.All[i];
            }
        }

        return SceneStyle.All[^1];
    }
}
