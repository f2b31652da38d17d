using Selma.Core.Artifacts;

namespace Selma.Core.Experts;

/// <summary><c>training.json</c>: what an expert's training was. It holds no times, so equal trainings give equal bytes.</summary>
internal sealed record TrainingRecord
{
    public const string FileName = "training.json";
    private const int Points = 100; // of the loss curve

    public required ExpertSettings Settings { get; init; }

    public required ulong Seed { get; init; }

    public required int Pairs { get; init; }

    public required int HeldOutPairs { get; init; }

    /// <summary>Digest of the factors A that training started from.</summary>
    public required string Start { get; init; }

    public required int ChosenStep { get; init; }

    /// <summary>Losses on the held-out pairs.</summary>
    public required IReadOnlyList<StepLoss> Candidates { get; init; }

    /// <summary>Means over equal stretches of updates, each with the number of updates done at its end.</summary>
    public required IReadOnlyList<StepLoss> Losses { get; init; }

    /// <summary>The loss curve in at most 100 points.</summary>
    public static IReadOnlyList<StepLoss> Means(IReadOnlyList<double> losses)
    {
        var stretch = (losses.Count + Points - 1) / Points;
        var end = 0;
        return [.. losses.Chunk(stretch).Select(part => new StepLoss(end += part.Length, part.Average()))];
    }

    public void Write(string path) => RecordFile.Write(path, this);
}
