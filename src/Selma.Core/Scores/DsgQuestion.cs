namespace Selma.Core.Scores;

/// <summary>A yes/no question of a benchmark; the right answer is always yes.</summary>
/// <param name="Id"><c>proposition_id</c>: 1..n within an item.</param>
/// <param name="Parents">
/// <c>dependency</c>, cut at its commas and otherwise as written: ids of the questions that this one builds on, <c>0</c> for none.
/// The released file also holds words and blanks here, which the two scoring rules meet differently.
/// </param>
/// <param name="CategoryBroad"><c>entity</c>, <c>attribute</c>, <c>relation</c>, <c>global</c> or <c>other</c>.</param>
/// <param name="CategoryDetailed"><c>whole</c>, <c>color</c>, <c>count</c> ...; <c>-</c> where there is none.</param>
/// <param name="Tuple">The atomic fact: <c>attribute - color (rubix cube, purple)</c>.</param>
/// <param name="Text">In plain English: <c>Is the rubix cube purple?</c></param>
/// <param name="Line">Its line in the file, from 1; 0 where it comes from none.</param>
public sealed record DsgQuestion(
    int Id, IReadOnlyList<string> Parents, string CategoryBroad, string CategoryDetailed, string Tuple, string Text, int Line = 0);
