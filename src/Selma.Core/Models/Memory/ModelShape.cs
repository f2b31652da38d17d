using Selma.Core.Models.SingleFile;
using Selma.Core.Models.Text;

namespace Selma.Core.Models.Memory;

/// <summary>The shapes of a model's networks, as its configurations state them.</summary>
/// <param name="UNet">The denoising network.</param>
/// <param name="Vae">The autoencoder.</param>
/// <param name="Text">The text encoder.</param>
/// <param name="Text2">SDXL's second text encoder; else null.</param>
internal sealed record ModelShape(UNetConfig UNet, VaeConfig Vae, ClipTextConfig Text, ClipTextConfig? Text2)
{
    private const string UNetFile = "unet/config.json", VaeFile = "vae/config.json", TextFile = "text_encoder/config.json", Text2File = "text_encoder_2/config.json";

    /// <summary>Side of the latent that the model was made for.</summary>
    public long LatentSize { get; init; } = UNet.SampleSize;

    /// <summary>Side of the image that the model was made for, in pixels.</summary>
    public long ImageSize => LatentSize * Vae.Downscale;

    /// <summary>Length of a context.</summary>
    public long Tokens => Text.MaxPositions;

    /// <summary>The shapes of a model in a folder; null where the configurations are not all there or not supported.</summary>
    public static ModelShape? Find(string folder)
    {
        string At(string file) => Path.Combine(folder, file);
        if (!new[] { UNetFile, VaeFile, TextFile }.All(file => File.Exists(At(file))))
        {
            return null;
        }

        try
        {
            var shape = Of(file => File.Exists(At(file)) ? ConfigFile.Read(At(file)) : null);
            return shape.Text2 is null ? shape with { LatentSize = PipelineIndex.LatentSize(At("unet"), shape.UNet.SampleSize) } : shape;
        }
        catch (SelmaException)
        {
            return null; // loading says what is wrong with them, and where
        }
    }

    /// <summary>The shapes of a published model.</summary>
    /// <param name="kind">Which.</param>
    /// <param name="isVelocity">Whether it predicts velocities, as Stable Diffusion 2 for 768 pixels does.</param>
    public static ModelShape Published(CheckpointKind kind, bool isVelocity = false)
    {
        var files = PublishedConfigs.Of(kind, isVelocity);
        return Of(file => files.TryGetValue(file, out var text) ? ConfigFile.Parse(file, text) : null);
    }

    private static ModelShape Of(Func<string, ConfigFile?> read) => new(
        UNetConfig.Of(read(UNetFile)!),
        VaeConfig.Of(read(VaeFile)!),
        ClipTextConfig.Of(read(TextFile)!, projects: false),
        read(Text2File) is { } second ? ClipTextConfig.Of(second, projects: true) : null);
}
