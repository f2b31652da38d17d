using static TorchSharp.torch;

namespace Selma.Core.Models.Text;

/// <summary>Turns prompts into what a denoising network is told: one text encoder for SD v1 and v2, two side by side for SDXL.</summary>
/// <remarks>Source: models.md, section 3; each encoder has a tokenizer of its own, since they pad differently.</remarks>
internal sealed class PromptEncoder(
    (ClipTokenizer Tokenizer, ClipTextModel Encoder) first, (ClipTokenizer Tokenizer, ClipTextModel Encoder)? second, Device device)
{
    /// <summary>Encodes prompts.</summary>
    /// <param name="prompts">B prompts; one that is too long loses its end.</param>
    /// <param name="secondPrompts">What SDXL's second encoder reads instead; null: the same.</param>
    /// <param name="clipSkip">Layers before the usual one to take states from.</param>
    public Conditioning Encode(IReadOnlyList<string> prompts, IReadOnlyList<string>? secondPrompts, int clipSkip)
    {
        using var off = no_grad();
        using var scope = NewDisposeScope();
        var states = first.Encoder.HiddenStates(Ids(first.Tokenizer, prompts));
        if (second is not { } other)
        {
            return new Conditioning(first.Encoder.FinalNorm(states[^(clipSkip + 1)])).MoveToOuterDisposeScope();
        }

        var ids = Ids(other.Tokenizer, secondPrompts ?? prompts);
        var otherStates = other.Encoder.HiddenStates(ids);
        var context = cat([states[^(clipSkip + 2)], otherStates[^(clipSkip + 2)]], -1); // the last layer but one, without the final norm
        return new Conditioning(context, other.Encoder.Pooled(ids, otherStates[^1])).MoveToOuterDisposeScope();
    }

    /// <returns>[B, T], int64</returns>
    private Tensor Ids(ClipTokenizer tokenizer, IReadOnlyList<string> prompts)
    {
        long[] ids = [.. prompts.SelectMany(prompt => tokenizer.Encode(prompt).Ids)];
        return tensor(ids).reshape(prompts.Count, tokenizer.MaxLength).to(device);
    }
}
