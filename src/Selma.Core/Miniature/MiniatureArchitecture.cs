using Selma.Core.Models;
using Selma.Core.Models.Text;

namespace Selma.Core.Miniature;

/// <summary>The embedded model's shape: Stable Diffusion's own architecture made small enough for a laptop's processor.</summary>
internal static class MiniatureArchitecture
{
    /// <summary>Side of an image in pixels.</summary>
    public const int ImageSize = 64;

    /// <summary>Tokens of a prompt; the longest caption of the world has fewer.</summary>
    public const int Tokens = 48;

    private const int TextWidth = 96;
    private const int NormGroups = 8;

    /// <summary>64x64 pixels to 4x8x8 latents. The scaling factor is measured after its training.</summary>
    public static VaeConfig Vae { get; } = new() { BlockOutChannels = [16, 32, 64, 64], NormGroups = NormGroups, SampleSize = ImageSize };

    /// <summary>Three levels, 8x8 to 2x2; heads of 16 and 32 channels.</summary>
    public static UNetConfig UNet { get; } = new()
    {
        SampleSize = ImageSize / 8,
        BlockOutChannels = [48, 96, 96],
        DownAttention = [true, true, false],
        UpAttention = [false, true, true],
        LayersPerBlock = 1,
        Heads = [3, 3, 3],
        TransformerLayers = [1, 1, 1],
        CrossAttentionDim = TextWidth,
        NormGroups = NormGroups,
    };

    /// <summary>Stable Diffusion's noise, with velocity as the prediction: it weighs high noise, where layout is decided, more than epsilon does.</summary>
    public static SchedulerConfig Scheduler { get; } = SchedulerConfig.StableDiffusion with { PredictionType = PredictionType.VPrediction };

    /// <summary>The text encoder over a vocabulary learnt from captions.</summary>
    public static ClipTextConfig Text(int vocabulary) => new()
    {
        VocabSize = vocabulary,
        HiddenSize = TextWidth,
        IntermediateSize = 4 * TextWidth,
        Layers = 3,
        Heads = 4,
        MaxPositions = Tokens,
    };
}
