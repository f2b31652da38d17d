namespace Selma.Core.Scores;

/// <summary>An answer of a visual question answering model, a line of a released file.</summary>
/// <param name="Line">Its line in the file.</param>
/// <param name="Model">The text-to-image model that drew, <c>t2i_model</c>.</param>
/// <param name="ItemId">The item.</param>
/// <param name="QuestionId">The question in it.</param>
/// <param name="Answer">As the model gave it.</param>
public sealed record AnswerLine(int Line, string Model, string ItemId, int QuestionId, string Answer);
