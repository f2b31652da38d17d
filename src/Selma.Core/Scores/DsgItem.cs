namespace Selma.Core.Scores;

/// <summary>A prompt of a benchmark and the questions that an image of it is asked.</summary>
/// <param name="Id"><c>whoops_5</c>: the source, an underscore and a number.</param>
/// <param name="Source">The id up to its last underscore; sources hold underscores themselves.</param>
/// <param name="Text">The prompt.</param>
/// <param name="Questions">In the order of the file.</param>
public sealed record DsgItem(string Id, string Source, string Text, IReadOnlyList<DsgQuestion> Questions)
{
    /// <summary>What is asked, in one text: items of the same are the same to all scores.</summary>
    internal string Signature =>
        string.Join('\n', [Id, Text, .. Questions.Select(question => $"{question.Id} {DsgGroups.Category(question)} {question.Tuple}")]);
}
