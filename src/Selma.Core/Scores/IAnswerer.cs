namespace Selma.Core.Scores;

/// <summary>Answers a benchmark's questions about images.</summary>
internal interface IAnswerer
{
    /// <summary>The answers to an item's questions, in their order; null where there is none.</summary>
    /// <param name="item">An item of the benchmark.</param>
    /// <param name="imagePath">An image drawn for it.</param>
    IReadOnlyList<string?> Answer(DsgItem item, string imagePath);
}
