namespace Selma.Core.Scores;

/// <summary>How images are scored.</summary>
public sealed record ScoreSettings
{
    /// <summary>Who answers: <c>scenes</c>, or the path of a file of answers in the released format, <c>.csv</c> or <c>.csv.gz</c>.</summary>
    public string Answerer { get; init; } = SceneAnswers.Name;

    /// <summary>The <c>t2i_model</c> of a file with answers on several models' images; empty: the arm's name.</summary>
    public string AnswersModel { get; init; } = "";

    /// <summary>
    /// Whether answers of a file are brought to yes and no (lower case, no punctuation, first word), for chatty models. The released scores
    /// compare them as they are.
    /// </summary>
    public bool NormalizeAnswers { get; init; }

    /// <summary>Resamples of the bootstrap, 1 or more.</summary>
    public int Resamples { get; init; } = 10_000;
}
