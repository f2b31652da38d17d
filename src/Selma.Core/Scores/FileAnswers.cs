namespace Selma.Core.Scores;

/// <summary>Answers that another program gave, one image an item.</summary>
internal sealed class FileAnswers : IAnswerer
{
    private readonly Dictionary<(string Item, int Question), string> _answers = [];
    private readonly bool _normalize;

    /// <summary>Takes the answers on one model's images.</summary>
    /// <param name="path">The file.</param>
    /// <param name="model">The images' model, if the file holds answers on several.</param>
    /// <param name="benchmark">What is asked.</param>
    /// <param name="normalize">Whether answers are brought to yes and no first.</param>
    /// <exception cref="SelmaException">SELMA2405: the file is missing or malformed, or belongs to another model or benchmark.</exception>
    public FileAnswers(string path, string model, DsgBenchmark benchmark, bool normalize)
    {
        _normalize = normalize;
        var lines = AnswerFile.Read(path);
        string[] models = [.. lines.Select(line => line.Model).Distinct()];
        var asked = benchmark.Items.SelectMany(item => item.Questions.Select(question => (item.Id, question.Id))).ToHashSet();
        if (models.Length > 1 && !models.Contains(model))
        {
            throw AnswerFile.Wrong($"These answers are on images of {string.Join(", ", models)}, none of which is '{model}'.", path, line: 0);
        }

        foreach (var line in lines.Where(line => models.Length == 1 || line.Model == model))
        {
            var isAsked = asked.Contains((line.ItemId, line.QuestionId));
            if (!isAsked || !_answers.TryAdd((line.ItemId, line.QuestionId), line.Answer))
            {
                var reason = isAsked ? "is answered twice" : "is not in the benchmark";
                throw AnswerFile.Wrong($"Question {line.QuestionId} of '{line.ItemId}' {reason}. Give one answer to each.", path, line.Line);
            }
        }
    }

    /// <inheritdoc/>
    public IReadOnlyList<string?> Answer(DsgItem item, string imagePath)
    {
        if (!File.Exists(imagePath))
        {
            throw new SelmaException("SELMA2403", "The sample is missing. Build the target 'Samples' again.", new(imagePath));
        }

        return [.. item.Questions.Select(question => Answer(_answers.GetValueOrDefault((item.Id, question.Id))))];
    }

    private string? Answer(string? answer) => answer is not null && _normalize ? AnswerText.Normalize(answer) : answer;
}
