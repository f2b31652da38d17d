using System.Text.Json.Serialization;
using Selma.Core.Artifacts;

namespace Selma.Core.Experts;

/// <summary>How an expert is trained. Defaults are the paper's (section 4.3) and, where it is silent, its training scripts'.</summary>
/// <remarks>Names are those of diffusers' <c>train_text_to_image_lora.py</c>.</remarks>
public sealed record ExpertSettings
{
    /// <summary>Rank of the adapter, 1 to 1,024.</summary>
    public int Rank { get; init; } = 128;

    /// <summary>The update is scaled by alpha / rank; null: alpha is the rank.</summary>
    public double? Alpha { get; init; }

    /// <summary>Learning rate, above 0.</summary>
    public double LearningRate { get; init; } = 3e-4;

    /// <summary>One of <see cref="Training.LearningRateSchedule.Names"/>.</summary>
    public string LrScheduler { get; init; } = "constant";

    /// <summary>Updates over which the learning rate rises from 0.</summary>
    public int LrWarmupSteps { get; init; }

    /// <summary>Periods of <c>cosine_with_restarts</c>.</summary>
    public int LrNumCycles { get; init; } = 1;

    /// <summary>Exponent of <c>polynomial</c>.</summary>
    public double LrPower { get; init; } = 1;

    /// <summary>Images per update.</summary>
    public int TrainBatchSize { get; init; } = 64;

    /// <summary>Updates in all.</summary>
    public int MaxTrainSteps { get; init; } = 5000;

    /// <summary>Updates between candidates for the expert.</summary>
    public int CheckpointingSteps { get; init; } = 1000;

    /// <summary>
    /// <c>validation</c>: of the candidates the one with the smallest loss on held-out pairs; <c>last</c>: the last one, all pairs trained on.
    /// </summary>
    public string Choose { get; init; } = "validation";

    /// <summary>Share of pairs held out where <see cref="Choose"/> is <c>validation</c>, 0 to 0.5. Not in the paper.</summary>
    public double ValidationShare { get; init; } = 0.05;

    /// <summary>AdamW's decay of the mean of gradients.</summary>
    public double AdamBeta1 { get; init; } = 0.9;

    /// <summary>AdamW's decay of the mean of squared gradients.</summary>
    public double AdamBeta2 { get; init; } = 0.999;

    /// <summary>AdamW's epsilon.</summary>
    public double AdamEpsilon { get; init; } = 1e-8;

    /// <summary>AdamW's decoupled weight decay.</summary>
    public double AdamWeightDecay { get; init; } = 1e-2;

    /// <summary>The gradient's norm is clipped to this; null: not at all, as the released SD script in effect does.</summary>
    public double? MaxGradNorm { get; init; } = 1.0;

    /// <summary>Whether images are mirrored half of the time. It teaches "left" and "right" wrongly; the released scripts do it.</summary>
    public bool RandomFlip { get; init; } = true;

    /// <summary>Gamma of min-SNR weighting (Hang et al. 2023); null: all timesteps weigh the same.</summary>
    public double? SnrGamma { get; init; }

    /// <summary>Share of noise that is constant over a channel.</summary>
    public double NoiseOffset { get; init; }

    /// <summary>Whether images larger than the autoencoder was made for are encoded in overlapping tiles: less memory, slightly other latents.</summary>
    [KeyOmitDefault]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool VaeTiling { get; init; }

    /// <summary>Whether the network is computed twice to keep less of it in memory; for large models on small GPUs.</summary>
    [NotInKey("It changes rounding only.")]
    public bool GradientCheckpointing { get; init; }

    /// <summary>Images that go through the network at once, on each thread; it changes rounding only.</summary>
    [NotInKey("It changes rounding only.")]
    public int MicroBatchSize { get; init; } = 16;
}
