using System.Security.Cryptography;
using System.Text;
using static TorchSharp.torch;

namespace Selma.Core.Experts;

/// <summary>The images and prompts that an expert is trained on.</summary>
/// <param name="Prompts">A prompt for each image.</param>
/// <param name="Read">Reads an image: [3, H, W], -1..1.</param>
internal sealed record TrainingPairs(IReadOnlyList<string> Prompts, Func<int, Tensor> Read)
{
    /// <summary>How many.</summary>
    public int Count => Prompts.Count;

    /// <summary>
    /// A name for these prompts: part of the streams of random numbers, so that experts of one seed see different noise though nobody
    /// tells them their skill.
    /// </summary>
    public string Name { get; } = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\n', Prompts))))[..16];
}
