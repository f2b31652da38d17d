using Selma.Core.Artifacts;
using Selma.Core.Numerics;
using Selma.Core.World;

namespace Selma.TestKit.Reports;

/// <summary>Stands in for a model: draws scenes and makes mistakes at a known rate, many of them the same for every arm.</summary>
/// <param name="arm">Names the arm's own mistakes.</param>
/// <param name="mistakes">The probability of a mistake in a shape, by source.</param>
internal sealed class ClumsyPainter(string arm, Func<string, double> mistakes)
{
    private const ulong Seed = 7;
    private const int Grain = 5;

    /// <summary>Draws every prompt as often as asked.</summary>
    public void Draw(IReadOnlyList<BenchmarkPrompt> prompts, string folder, int perPrompt)
    {
        List<ImageLine> lines = [];
        foreach (var (index, prompt) in prompts.Index())
        {
            for (var k = 0; k < perPrompt; k++)
            {
                var file = perPrompt == 1 ? $"{prompt.Id}.png" : $"{prompt.Id}-{k}.png";
                var pixels = Renderer.Render(Spoil(prompt, (index * perPrompt) + k));
                Grainy(pixels, (index * perPrompt) + k);
                AtomicFile.WriteBytes(Path.Combine(folder, file), Png.Encode(pixels, Scene.Size, Scene.Size));
                lines.Add(new(file, prompt.Prompt, (uint)Draws.Key(Seed, "sample", (index * perPrompt) + k)));
            }
        }

        ImageFolder.Write(folder, lines);
    }

    private Scene Spoil(BenchmarkPrompt prompt, int item)
    {
        var shapes = new List<PlacedShape>();
        foreach (var (i, shape) in prompt.Scene.Shapes.Index())
        {
            var shared = new Draws(Seed, "shared", (item * 10) + i);
            var own = new Draws(Seed, arm, (item * 10) + i);
            var draws = shared.NextDouble() < 0.6 ? shared : own;
            if (draws.NextDouble() >= mistakes(prompt.Style))
            {
                shapes.Add(shape);
            }
            else if (draws.Next(3) is > 0 and var kind)
            {
                shapes.Add(kind == 1 ? shape with { Color = draws.Choose(Lexicon.Colors) } : shape with { Noun = draws.Choose(Lexicon.Nouns) });
            }
        }

        return prompt.Scene with { Shapes = shapes };
    }

    /// <summary>A little noise, as an autoencoder leaves: images of real size in bytes.</summary>
    private void Grainy(byte[] pixels, int item)
    {
        var draws = new Draws(Seed, arm + "/grain", item);
        for (var i = 0; i < pixels.Length; i++)
        {
            pixels[i] = (byte)Math.Clamp(pixels[i] + draws.Next(Grain) - (Grain / 2), 0, byte.MaxValue);
        }
    }
}
