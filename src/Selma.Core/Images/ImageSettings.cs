using Selma.Core.Artifacts;
using Selma.Core.Diffusion;

namespace Selma.Core.Images;

/// <summary>How a skill's images are drawn. Defaults are the paper's (section 4.2).</summary>
public sealed record ImageSettings
{
    /// <summary>Denoising steps.</summary>
    public int NumInferenceSteps { get; init; } = 50;

    /// <summary>Weight of the prompt in classifier-free guidance.</summary>
    public double GuidanceScale { get; init; } = 7.5;

    /// <summary>One of <see cref="SchedulerNames"/>; null for the model's own scheduler.</summary>
    public string? Scheduler { get; init; }

    /// <summary>Whether noise levels are spaced as Karras et al. 2022 do, with <c>dpm</c> or <c>euler</c>; else as the model's file says.</summary>
    [KeyOmitDefault]
    public bool UseKarrasSigmas { get; init; }

    /// <summary>Images of each prompt.</summary>
    public int PerPrompt { get; init; } = 1;

    /// <summary>Height in pixels; null for the model's own.</summary>
    public int? Height { get; init; }

    /// <summary>Width in pixels; null for the model's own.</summary>
    public int? Width { get; init; }

    /// <summary>Whether images larger than the model's are decoded in overlapping tiles, which saves memory and changes them a little.</summary>
    [KeyOmitDefault]
    public bool VaeTiling { get; init; }

    /// <summary>What <see cref="Scheduler"/> may be.</summary>
    public static IReadOnlyList<string> SchedulerNames => Schedulers.Names;

    /// <summary>The same for the denoiser.</summary>
    internal DenoisingSettings ToDenoising() => new()
    {
        NumInferenceSteps = NumInferenceSteps,
        GuidanceScale = GuidanceScale,
        Scheduler = Scheduler is { } name ? Schedulers.ClassOf(name) : null,
        UseKarrasSigmas = UseKarrasSigmas,
        Height = Height,
        Width = Width,
        VaeTiling = VaeTiling,
    };
}
