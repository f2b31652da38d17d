using Selma.Core.Images;
using Selma.Core.Scores;

namespace Selma.Core.Experiments;

/// <summary>What is drawn to be scored, by which arms, and who answers the questions: stages 5 and 6.</summary>
public sealed record EvaluationSettings
{
    /// <summary>The prompts.</summary>
    public required BenchmarkChoice Benchmark { get; init; }

    /// <summary>Prompts of each source, its first ones; null: all of a file.</summary>
    public required int? PromptsPerSource { get; init; }

    /// <summary>How they are drawn; <see cref="ImageSettings.PerPrompt"/> images of each.</summary>
    public required ImageSettings Images { get; init; }

    /// <summary>Who answers the questions, and how answers are scored.</summary>
    public required ScoreSettings Scores { get; init; }

    /// <summary>The file of answers; null where they are read off the embedded world's scenes.</summary>
    internal string? AnswersFile => Scores.Answerer == new ScoreSettings().Answerer ? null : Scores.Answerer;

    /// <summary>Whether the answerer is stated rather than taken for granted.</summary>
    internal bool IsAnswererStated { get; init; }

    /// <summary>Where the benchmark is stated, or would be.</summary>
    internal Place? Place { get; init; }

    /// <summary>What is compared, the base among it, in the order of the report.</summary>
    public required IReadOnlyList<Arm> Arms { get; init; }
}
