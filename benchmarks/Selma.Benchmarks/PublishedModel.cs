using Selma.Core.Artifacts;
using Selma.Core.Models.Memory;
using Selma.Core.Models.SingleFile;

namespace Selma.Benchmarks;

/// <summary>The shapes of a published model, by the name of its experiment.</summary>
internal static class PublishedModel
{
    /// <summary>Names that may be given.</summary>
    public const string Names = "sd14 | sd2 | sdxl";

    /// <summary>Writes all files of a model's folder but tokenizers and weights.</summary>
    public static void WriteConfigs(string name, string folder)
    {
        foreach (var (path, text) in PublishedConfigs.Of(KindOf(name), IsVelocity(name)))
        {
            AtomicFile.WriteBytes(Path.Combine(folder, path), System.Text.Encoding.UTF8.GetBytes(text + "\n"));
        }
    }

    /// <summary>The shapes of its networks.</summary>
    public static ModelShape Shape(string name) => ModelShape.Published(KindOf(name), IsVelocity(name));

    private static bool IsVelocity(string name) => name == "sd2";

    private static CheckpointKind KindOf(string name) => name switch
    {
        "sd14" => CheckpointKind.StableDiffusion1,
        "sd2" => CheckpointKind.StableDiffusion2,
        "sdxl" => CheckpointKind.StableDiffusionXL,
        _ => throw new ArgumentException($"There is no model '{name}': use {Names}.", nameof(name)),
    };
}
