namespace Selma.Core.Scores;

/// <summary>A prompt and the images that were drawn for it.</summary>
/// <param name="Id"><c>whoops_5</c></param>
/// <param name="Source"><c>whoops</c></param>
/// <param name="Text">The prompt.</param>
/// <param name="Images">One or more, the same number for every item.</param>
public sealed record ScoredItem(string Id, string Source, string Text, IReadOnlyList<ScoredImage> Images)
{
    /// <summary>As <see cref="DsgItem.Signature"/>.</summary>
    internal string Signature =>
        string.Join('\n', [Id, Text, .. Images[0].Questions.Select(question => $"{question.Id} {question.Category} {question.Tuple}")]);
}
