namespace Selma.Core.Experts;

/// <summary>How the experts' weights at each layer are learned.</summary>
/// <param name="Steps">Updates.</param>
/// <param name="LearningRate">AdamW's rate; nothing decays.</param>
/// <param name="Samples">Pairs of each skill.</param>
/// <param name="TrainBatchSize">Pairs per update.</param>
public sealed record CoefficientSettings(int Steps, double LearningRate, int Samples, int TrainBatchSize)
{
    /// <summary>What else is as the experts were trained: the loss, and what fits into memory.</summary>
    public ExpertSettings Experts { get; init; } = new();

    /// <summary>The same as settings of a training that chooses its last state and mirrors nothing.</summary>
    public ExpertSettings Training => Experts with
    {
        MaxTrainSteps = Steps,
        CheckpointingSteps = Steps,
        LearningRate = LearningRate,
        LrScheduler = "constant",
        LrWarmupSteps = 0,
        TrainBatchSize = TrainBatchSize,
        AdamWeightDecay = 0,
        Choose = "last",
        RandomFlip = false,
    };
}
