namespace Selma.Core.Diffusion;

/// <summary>How images are drawn; names as in diffusers, defaults as in the paper (section 4.2).</summary>
public sealed record DenoisingSettings
{
    /// <summary>Denoising steps.</summary>
    public int NumInferenceSteps { get; init; } = 50;

    /// <summary>Weight of the prompt; up to 1 there is no guidance.</summary>
    public double GuidanceScale { get; init; } = 7.5;

    /// <summary>How far the spread of guided predictions is drawn back to that of unguided ones, 0..1.</summary>
    public double GuidanceRescale { get; init; }

    /// <summary>A diffusers class, <c>PNDMScheduler</c>; null for the model's own.</summary>
    public string? Scheduler { get; init; }

    /// <summary>Whether noise levels are spaced as Karras et al. 2022 do; else as the scheduler's file says.</summary>
    public bool UseKarrasSigmas { get; init; }

    /// <summary>What is not to be seen; null: nothing is excluded.</summary>
    public string? NegativePrompt { get; init; }

    /// <summary>SDXL: height and width that the image is said to have had; null: those to draw. Small ones make blurred images.</summary>
    public (int Height, int Width)? OriginalSize { get; init; }

    /// <summary>SDXL: where the image is said to have been cut. Other numbers than 0 make images whose subject is cut.</summary>
    public (int Top, int Left) CropsCoordsTopLeft { get; init; }

    /// <summary>SDXL: height and width that the image is said to have; null: those to draw.</summary>
    public (int Height, int Width)? TargetSize { get; init; }

    /// <summary>Whether images larger than the model's are decoded in overlapping tiles, which saves memory and changes the result a little.</summary>
    public bool VaeTiling { get; init; }

    /// <summary>Height in pixels; null for the model's own.</summary>
    public int? Height { get; init; }

    /// <summary>Width in pixels; null for the model's own.</summary>
    public int? Width { get; init; }
}
