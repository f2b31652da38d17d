namespace Selma.Core.Artifacts;

/// <summary>A line of <c>metadata.jsonl</c>, as Hugging Face's <c>imagefolder</c> reads it.</summary>
/// <param name="FileName">The image, beside the file.</param>
/// <param name="Text">The prompt that it was drawn for.</param>
/// <param name="Seed">The generator seed: <c>torch.Generator("cpu").manual_seed(seed)</c> gives the same starting latents.</param>
public sealed record ImageLine(string FileName, string Text, uint Seed);
