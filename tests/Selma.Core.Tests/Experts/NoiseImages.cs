using Selma.Core.Artifacts;
using Selma.Core.Numerics;

namespace Selma.Core.Tests.Experts;

/// <summary>Folders of images of random pixels, as a stage of images leaves them.</summary>
internal static class NoiseImages
{
    /// <summary>Writes a folder.</summary>
    /// <param name="folder">Gets the images.</param>
    /// <param name="name">What the pixels follow from.</param>
    /// <param name="count">How many.</param>
    /// <param name="size">Their side.</param>
    /// <param name="prompt">Begins every prompt; its number follows.</param>
    public static string Write(string folder, string name, int count, int size, string prompt)
    {
        var lines = Enumerable.Range(0, count).Select(i => new ImageLine($"{i:D6}.png", $"{prompt} {i}", (uint)i)).ToList();
        foreach (var line in lines)
        {
            var draws = new Draws(3, name, line.Seed);
            AtomicFile.WriteBytes(
                Path.Combine(folder, line.FileName), Png.Encode([.. Enumerable.Range(0, size * size * 3).Select(_ => (byte)draws.Next(256))], size, size));
        }

        ImageFolder.Write(folder, lines);
        return folder;
    }
}
