namespace Selma.Core.World;

/// <summary>A yes/no question about an image, as DSG has it: the right answer is always yes.</summary>
/// <param name="Id">1..n within a prompt.</param>
/// <param name="Category"><c>entity</c>, <c>color</c>, <c>count</c>, <c>size</c>, <c>position</c>, <c>relation</c> or <c>background</c>.</param>
/// <param name="Text">In plain English: <c>Is the heart red?</c></param>
/// <param name="Tuple">As DSG writes it: <c>attribute - color (heart, red)</c>.</param>
/// <param name="Parents">Ids of the questions that this one builds on.</param>
/// <param name="Predicate">What is asked.</param>
public sealed record Question(int Id, string Category, string Text, string Tuple, IReadOnlyList<int> Parents, Predicate Predicate);
