using Selma.Core.Numerics;

namespace Selma.Core.World;

/// <summary>Held-out prompts of the world. What is chosen is chosen on <see cref="DevelopmentSeed"/>, never on <see cref="TestSeed"/>.</summary>
public static class Benchmark
{
    /// <summary>The seed of the prompts that choices are made on.</summary>
    public const ulong DevelopmentSeed = 4242;

    /// <summary>The seed of the prompts that results are reported on.</summary>
    public const ulong TestSeed = 2424;

    /// <summary>Prompts of each style that no skill may learn from: a benchmark has at most so many.</summary>
    public const int HeldOutPerStyle = 100;

    /// <summary>Draws different prompts of every style; a larger benchmark begins with the smaller one.</summary>
    /// <param name="seed">The benchmark's own seed.</param>
    /// <param name="perStyle">Prompts a style.</param>
    /// <returns>Style by style, in the order of <see cref="SceneStyle.All"/>.</returns>
    public static IReadOnlyList<BenchmarkPrompt> Sample(ulong seed, int perStyle) =>
        [.. SceneStyle.All.SelectMany(style => Prompts(seed, style).DistinctBy(prompt => prompt.Text).Take(perStyle)
            .Select((prompt, i) => new BenchmarkPrompt(
                $"{style}_{i + 1}", style, prompt.Text, prompt.Scene, Questions.For(prompt.Scene.Description, prompt.Text))))];

    private static IEnumerable<(string Text, Scene Scene)> Prompts(ulong seed, string style)
    {
        var traits = new SceneTraits();
        for (var item = 0L; ; item++)
        {
            var draws = new Draws(seed, $"benchmark/{style}", item);
            if (SceneSampler.Sample(draws, style, traits) is { } scene)
            {
                yield return (Captions.Write(scene.Description, style, draws), scene);
            }
        }
    }
}
