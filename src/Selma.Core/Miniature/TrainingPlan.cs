namespace Selma.Core.Miniature;

/// <summary>What a <see cref="TrainingRun"/> needs to know.</summary>
internal sealed record TrainingPlan
{
    /// <summary>Binds checkpoints to settings and data.</summary>
    public required string Key { get; init; }

    /// <summary>Updates in all.</summary>
    public required int Steps { get; init; }

    /// <summary>Learning rate of an update, counted from 0.</summary>
    public required Func<long, double> LearningRate { get; init; }

    /// <summary>Decoupled weight decay.</summary>
    public double WeightDecay { get; init; }

    /// <summary>Largest norm of a gradient.</summary>
    public double MaxGradNorm { get; init; } = 1;

    /// <summary>Parts that a batch is cut into, whatever the number of cores.</summary>
    public int MicroBatches { get; init; } = 2;

    /// <summary>Largest decay of the moving average.</summary>
    public required double AverageDecay { get; init; }

    /// <summary>Updates between checkpoints.</summary>
    public required int CheckpointingSteps { get; init; }

    /// <summary>What progress counts.</summary>
    public required string Unit { get; init; }
}
