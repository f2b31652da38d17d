namespace Selma.Core.Experts;

/// <summary>How the experts' weights at each layer are learned.</summary>
/// <param name="Steps">Updates.</param>
/// <param name="LearningRate">AdamW's rate; nothing decays.</param>
/// <param name="Samples">Pairs of each skill.</param>
/// <param name="TrainBatchSize">Pairs per update.</param>
public sealed record CoefficientSettings(int Steps, double LearningRate, int Samples, int TrainBatchSize)
{
    /// <summary>As <see cref="ExpertSettings.MicroBatchSize"/>.</summary>
    public int MicroBatchSize { get; init; } = 16;

    /// <summary>As <see cref="ExpertSettings.GradientCheckpointing"/>.</summary>
    public bool GradientCheckpointing { get; init; }

    /// <summary>The same as settings of a training that chooses its last state and mirrors nothing.</summary>
    internal ExpertSettings Training => new()
    {
        MaxTrainSteps = Steps,
        CheckpointingSteps = Steps,
        LearningRate = LearningRate,
        TrainBatchSize = TrainBatchSize,
        MicroBatchSize = MicroBatchSize,
        GradientCheckpointing = GradientCheckpointing,
        AdamWeightDecay = 0,
        Choose = "last",
        RandomFlip = false,
    };
}
