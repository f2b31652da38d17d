namespace Selma.Core.Models.Text;

/// <summary>A text as the text encoder takes it.</summary>
/// <param name="Ids">Start, the text's tokens, end, padding: as many as the encoder has positions.</param>
/// <param name="Length">Tokens of the whole text with start and end, before anything was cut off.</param>
public sealed record TokenIds(IReadOnlyList<long> Ids, int Length)
{
    /// <summary>Tokens that did not fit and were cut off; 0 for most texts.</summary>
    public int Dropped => Math.Max(0, Length - Ids.Count);
}
