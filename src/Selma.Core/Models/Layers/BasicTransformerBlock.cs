using Selma.Core.Numerics;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Selma.Core.Models.Layers;

/// <summary>Self-attention, cross-attention to the context and an MLP, each behind a layer norm and added to its input.</summary>
internal sealed class BasicTransformerBlock : Module<Tensor, Tensor, Tensor>
{
    private readonly LayerNorm norm1;
    private readonly Attention attn1;
    private readonly LayerNorm norm2;
    private readonly Attention attn2;
    private readonly LayerNorm norm3;
    private readonly FeedForward ff;

    public BasicTransformerBlock(long width, long contextWidth, long heads)
        : base(nameof(BasicTransformerBlock))
    {
        norm1 = Layer.LayerNorm(width);
        attn1 = new Attention(width, width, heads);
        norm2 = Layer.LayerNorm(width);
        attn2 = new Attention(width, contextWidth, heads);
        norm3 = Layer.LayerNorm(width);
        ff = new FeedForward(width);
        RegisterComponents();
    }

    /// <inheritdoc/>
    /// <param name="tokens">[B, HW, D]</param>
    /// <param name="context">[B, T, contextWidth]</param>
    public override Tensor forward(Tensor tokens, Tensor context)
    {
        using var scope = NewDisposeScope();
        var normed = norm1.call(tokens);
        var h = tokens.Plus(attn1.call(normed, normed));
        h = h.Plus(attn2.call(norm2.call(h), context));
        h = h.Plus(ff.call(norm3.call(h)));
        return h.MoveToOuterDisposeScope();
    }
}
