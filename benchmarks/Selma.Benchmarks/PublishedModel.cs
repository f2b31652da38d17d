using Selma.Core.Artifacts;
using Selma.Core.Models;
using Selma.Core.Models.SingleFile;
using Selma.Core.Models.Text;

namespace Selma.Benchmarks;

/// <summary>The shape of a published model, by the name of its experiment.</summary>
internal static class PublishedModel
{
    /// <summary>Names that may be given.</summary>
    public const string Names = "sd14 | sd2 | sdxl";

    /// <summary>Writes all files of a model's folder but tokenizers and weights.</summary>
    public static void WriteConfigs(string name, string folder)
    {
        foreach (var (path, text) in PublishedConfigs.Of(KindOf(name), isVelocity: name == "sd2"))
        {
            AtomicFile.WriteBytes(Path.Combine(folder, path), System.Text.Encoding.UTF8.GetBytes(text + "\n"));
        }
    }

    /// <summary>The denoising network's shape.</summary>
    public static UNetConfig UNet(string name) => Read(name, "unet", UNetConfig.Read);

    /// <summary>The autoencoder's shape.</summary>
    public static VaeConfig Vae(string name) => Read(name, "vae", VaeConfig.Read);

    /// <summary>The (first) text encoder's shape.</summary>
    public static ClipTextConfig Text(string name) => Read(name, "text_encoder", path => ClipTextConfig.Read(path, false));

    private static T Read<T>(string name, string part, Func<string, T> read)
    {
        var folder = Directory.CreateTempSubdirectory("selma-configs-").FullName;
        try
        {
            WriteConfigs(name, folder);
            return read(Path.Combine(folder, part, "config.json"));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static CheckpointKind KindOf(string name) => name switch
    {
        "sd14" => CheckpointKind.StableDiffusion1,
        "sd2" => CheckpointKind.StableDiffusion2,
        "sdxl" => CheckpointKind.StableDiffusionXL,
        _ => throw new ArgumentException($"There is no model '{name}': use {Names}.", nameof(name)),
    };
}
