using Selma.Core.World;

namespace Selma.Core.Miniature;

/// <summary>How the embedded model is trained; <c>docs/miniature.md</c> says what else was tried.</summary>
public sealed record MiniatureSettings
{
    /// <summary>Seed of scenes, captions, start values and noise.</summary>
    public ulong Seed { get; init; } = 42;

    /// <summary>Scenes that the autoencoder learns from.</summary>
    public int Scenes { get; init; } = 80_000;

    /// <summary>How many of them UNet and text encoder learn from, each with a fresh caption at every visit.</summary>
    public int CaptionedScenes { get; init; } = 40_000;

    /// <summary>How untrue and how sparse the captions are.</summary>
    public CaptionNoise Captions { get; init; } = new();

    /// <summary>Updates of the autoencoder.</summary>
    public int VaeSteps { get; init; } = 4_000;

    /// <summary>Images of one of them.</summary>
    public int VaeBatch { get; init; } = 16;

    /// <summary>Their highest learning rate, reached after a tenth of the updates.</summary>
    public double VaeLearningRate { get; init; } = 1.5e-3;

    /// <summary>Weight of the posterior's divergence from the unit normal in the autoencoder's loss.</summary>
    public double KlWeight { get; init; } = 2e-6;

    /// <summary>Updates of the decoder alone, after those of the whole autoencoder.</summary>
    public int DecoderSteps { get; init; } = 1_000;

    /// <summary>Images of one of them.</summary>
    public int DecoderBatch { get; init; } = 16;

    /// <summary>Their highest learning rate; it falls to 0 along a cosine.</summary>
    public double DecoderLearningRate { get; init; } = 8e-4;

    /// <summary>Standard deviation of the noise on the latents that the decoder learns from, which have unit variance.</summary>
    public double DecoderNoise { get; init; } = 0.03;

    /// <summary>Updates of UNet and text encoder.</summary>
    public int Steps { get; init; } = 10_000;

    /// <summary>How many of them, the last, learn from <see cref="LateCaptions"/>.</summary>
    public int LateSteps { get; init; } = 2_000;

    /// <summary>The captions of those: how much they leave out and get wrong; styles and scenes stay as they are.</summary>
    public CaptionNoise LateCaptions { get; init; } = new() { Dropout = 0.4, Wrong = 0.15 };

    /// <summary>Latents of one of them.</summary>
    public int Batch { get; init; } = 64;

    /// <summary>Their highest learning rate; it rises over <see cref="WarmupSteps"/> and falls to a twentieth in the last fifth.</summary>
    public double LearningRate { get; init; } = 1e-3;

    /// <summary>Updates over which the rate rises.</summary>
    public int WarmupSteps { get; init; } = 400;

    /// <summary>Decoupled weight decay of UNet and text encoder.</summary>
    public double WeightDecay { get; init; } = 0.01;

    /// <summary>Largest norm of a gradient.</summary>
    public double MaxGradNorm { get; init; } = 1;

    /// <summary>Share of captions replaced by the empty one, for classifier-free guidance.</summary>
    public double EmptyCaptions { get; init; } = 0.1;

    /// <summary>Largest decay of the moving average of weights that becomes the model.</summary>
    public double MovingAverageDecay { get; init; } = 0.999;

    /// <summary>Updates between checkpoints.</summary>
    public int CheckpointingSteps { get; init; } = 250;

    /// <summary>Held-out prompts of each style on which the model is measured, of a development seed.</summary>
    public int MeasuredPrompts { get; init; } = 100;

    /// <summary>Guidance scale at which it is measured.</summary>
    public double GuidanceScale { get; init; } = 4;

    /// <summary>Denoising steps at which it is measured.</summary>
    public int InferenceSteps { get; init; } = 25;
}
