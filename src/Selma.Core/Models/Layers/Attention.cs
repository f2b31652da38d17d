using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Selma.Core.Models.Layers;

/// <summary>Multi-head attention: softmax(q k^T / sqrt(D / heads)) v, then an output projection.</summary>
/// <remarks>Projections are run by <c>call</c>, so that adapters may hook them.</remarks>
internal sealed class Attention : Module<Tensor, Tensor, Tensor>
{
    private readonly long _heads;
    private readonly Linear to_q;
    private readonly Linear to_k;
    private readonly Linear to_v;
    private readonly ModuleList<Module<Tensor, Tensor>> to_out;

    /// <param name="width">Width of the queries, D.</param>
    /// <param name="contextWidth">Width of what is attended to.</param>
    /// <param name="heads">Number of heads.</param>
    /// <param name="bias">Whether q, k and v have biases: they do in the VAE only.</param>
    public Attention(long width, long contextWidth, long heads, bool bias = false)
        : base(nameof(Attention))
    {
        _heads = heads;
        to_q = Layer.Linear(width, width, hasBias: bias);
        to_k = Layer.Linear(contextWidth, width, hasBias: bias);
        to_v = Layer.Linear(contextWidth, width, hasBias: bias);
        to_out = ModuleList<Module<Tensor, Tensor>>(Layer.Linear(width, width));
        RegisterComponents();
    }

    /// <inheritdoc/>
    /// <param name="tokens">[B, T, D]</param>
    /// <param name="context">[B, S, contextWidth]; the tokens themselves for self-attention.</param>
    /// <returns>[B, T, D]</returns>
    public override Tensor forward(Tensor tokens, Tensor context)
    {
        using var scope = NewDisposeScope();
        var q = Split(to_q.call(tokens));
        var k = Split(to_k.call(context));
        var v = Split(to_v.call(context));
        var attended = BlockedAttention.Attend(q, k, v); // [B, heads, T, D / heads]
        var merged = attended.transpose(1, 2).flatten(2); // [B, T, D]
        return to_out[0].call(merged).MoveToOuterDisposeScope();
    }

    /// <summary>[B, T, D] -> [B, heads, T, D / heads]</summary>
    private Tensor Split(Tensor x) => x.unflatten(2, [_heads, -1]).transpose(1, 2);
}
