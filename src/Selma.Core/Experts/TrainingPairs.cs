using System.Text;
using Selma.Core.Artifacts;
using Selma.Core.Models;
using Selma.Core.Numerics;
using static TorchSharp.torch;

namespace Selma.Core.Experts;

/// <summary>The images and prompts that an expert is trained on.</summary>
/// <param name="Prompts">A prompt for each image.</param>
/// <param name="Read">Reads an image: [3, H, W], -1..1.</param>
internal sealed record TrainingPairs(IReadOnlyList<string> Prompts, Func<int, Tensor> Read)
{
    /// <summary>The pairs of folders that stage 2 made, one after the other.</summary>
    /// <param name="folders">Images and <c>metadata.jsonl</c> of each skill.</param>
    /// <param name="size">Side of the images that the model draws.</param>
    /// <exception cref="SelmaException">SELMA2242: fewer than two pairs.</exception>
    public static TrainingPairs Open(IReadOnlyList<string> folders, int size)
    {
        var lines = folders.SelectMany(folder => ImageFolder.Read(folder).Select(line => (line.Text, File: Path.Combine(folder, line.FileName)))).ToList();
        return lines.Count > 1
            ? new([.. lines.Select(line => line.Text)], index => ReadImage(lines[index].File, size))
            : throw new SelmaException(
                "SELMA2242", $"There are {lines.Count} images to train on. Raise 'prompts.count' or 'images.per_prompt'.", new(folders[0]));
    }

    /// <summary>As many pairs of each folder, drawn: those that there are in the smallest, at most <paramref name="samples"/>.</summary>
    /// <param name="folders">Images and <c>metadata.jsonl</c> of each skill.</param>
    /// <param name="size">Side of the images that the model draws.</param>
    /// <param name="samples">Pairs of each skill at most.</param>
    /// <param name="seed">The experiment's seed.</param>
    /// <exception cref="SelmaException">SELMA2242: a skill has fewer than two pairs.</exception>
    public static TrainingPairs Mixture(IReadOnlyList<string> folders, int size, int samples, ulong seed)
    {
        var skills = folders.Select(folder => Open([folder], size)).ToList();
        var each = Math.Min(samples, skills.Min(skill => skill.Count));
        var drawn = skills.SelectMany(skill =>
            new Draws(seed, $"mixture/{skill.Name}", 0).ChooseDistinct(each, skill.Count).Order().Select(index => (skill, index))).ToList();
        return new([.. drawn.Select(pair => pair.skill.Prompts[pair.index])], index => drawn[index].skill.Read(drawn[index].index));
    }

    /// <summary>How many.</summary>
    public int Count => Prompts.Count;

    /// <summary>
    /// A name for these prompts: part of the streams of random numbers, so that experts of one seed see different noise though nobody
    /// tells them their skill.
    /// </summary>
    public string Name { get; } = Digest.OfBytes(Encoding.UTF8.GetBytes(string.Join('\n', Prompts)))[..16];

    private static Tensor ReadImage(string path, int size)
    {
        var (rgb, width, height) = Png.Read(path);
        if ((width, height) != (size, size))
        {
            throw new SelmaException(
                "SELMA2243", $"The image is {width} x {height} and the model draws {size} x {size}. Draw images with the model that is trained.", new(path));
        }

        using var scope = NewDisposeScope();
        return Pixels.FromBytes(rgb, height, width)[0].MoveToOuterDisposeScope(); // [3, H, W]
    }
}
