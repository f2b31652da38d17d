namespace Selma.Core.Scores;

/// <summary>One image and its answers.</summary>
/// <param name="FileName">The image in the samples folder.</param>
/// <param name="Seed">The generator seed that it was drawn with.</param>
/// <param name="ScoreMacroRule">0..1: the item's score by the official rule.</param>
/// <param name="Questions">In the order of the benchmark.</param>
public sealed record ScoredImage(string FileName, uint Seed, double ScoreMacroRule, IReadOnlyList<ScoredQuestion> Questions)
{
    /// <summary>Scores an image by both rules.</summary>
    /// <param name="item">What it was drawn for.</param>
    /// <param name="fileName">The image in the samples folder.</param>
    /// <param name="seed">The generator seed that it was drawn with.</param>
    /// <param name="answers">An answer for each of the item's questions; null is a missing one.</param>
    public static ScoredImage Of(DsgItem item, string fileName, uint seed, IReadOnlyList<string?> answers)
    {
        var scores = DsgMicroRule.Score(item, answers);
        return new(fileName, seed, DsgMacroRule.Score(item, answers), [.. item.Questions.Select((question, i) => new ScoredQuestion(
            question.Id, DsgGroups.Category(question), question.Tuple, question.Text, DsgMicroRule.Parents(item, question), answers[i] ?? "", scores[i]))]);
    }
}
