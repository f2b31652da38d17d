using Selma.Core.Models.Layers;
using Selma.Core.Numerics;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Selma.Core.Models.Text;

/// <summary>One transformer layer: causal self-attention and an MLP, each behind a layer norm and added to its input.</summary>
internal sealed class ClipLayer : Module<Tensor, Tensor>
{
    private readonly LayerNorm layer_norm1;
    private readonly ClipAttention self_attn;
    private readonly LayerNorm layer_norm2;
    private readonly ClipMlp mlp;

    public ClipLayer(ClipTextConfig config)
        : base(nameof(ClipLayer))
    {
        layer_norm1 = Layer.LayerNorm(config.HiddenSize, config.LayerNormEps);
        self_attn = new ClipAttention(config);
        layer_norm2 = Layer.LayerNorm(config.HiddenSize, config.LayerNormEps);
        mlp = new ClipMlp(config);
        RegisterComponents();
    }

    /// <inheritdoc/>
    /// <param name="x">[B, T, D]</param>
    public override Tensor forward(Tensor x)
    {
        using var scope = NewDisposeScope();
        var h = x.Plus(self_attn.call(layer_norm1.call(x)));
        return h.Plus(mlp.call(layer_norm2.call(h))).MoveToOuterDisposeScope();
    }
}

/// <summary>Causal multi-head self-attention; padding is attended to like any token, as the pipelines do.</summary>
internal sealed class ClipAttention : Module<Tensor, Tensor>
{
    private readonly long _heads;
    private readonly Linear q_proj;
    private readonly Linear k_proj;
    private readonly Linear v_proj;
    private readonly Linear out_proj;

    public ClipAttention(ClipTextConfig config)
        : base(nameof(ClipAttention))
    {
        _heads = config.Heads;
        q_proj = Layer.Linear(config.HiddenSize, config.HiddenSize);
        k_proj = Layer.Linear(config.HiddenSize, config.HiddenSize);
        v_proj = Layer.Linear(config.HiddenSize, config.HiddenSize);
        out_proj = Layer.Linear(config.HiddenSize, config.HiddenSize);
        RegisterComponents();
    }

    /// <inheritdoc/>
    /// <param name="x">[B, T, D]</param>
    public override Tensor forward(Tensor x)
    {
        using var scope = NewDisposeScope();
        var (q, k, v) = (Split(q_proj.call(x)), Split(k_proj.call(x)), Split(v_proj.call(x))); // [B, heads, T, D / heads]
        var attended = functional.scaled_dot_product_attention(q, k, v, is_casual: true);
        return out_proj.call(attended.transpose(1, 2).flatten(2)).MoveToOuterDisposeScope();
    }

    private Tensor Split(Tensor x) => x.unflatten(2, [_heads, -1]).transpose(1, 2);
}

/// <summary>Two linear layers with <c>quick_gelu</c> (x times sigmoid of 1.702 x) or the exact GELU between them.</summary>
internal sealed class ClipMlp : Module<Tensor, Tensor>
{
    private readonly bool _quick;
    private readonly Linear fc1;
    private readonly Linear fc2;

    public ClipMlp(ClipTextConfig config)
        : base(nameof(ClipMlp))
    {
        _quick = config.Activation == "quick_gelu";
        fc1 = Layer.Linear(config.HiddenSize, config.IntermediateSize);
        fc2 = Layer.Linear(config.IntermediateSize, config.HiddenSize);
        RegisterComponents();
    }

    /// <inheritdoc/>
    /// <param name="x">[B, T, D]</param>
    public override Tensor forward(Tensor x)
    {
        using var scope = NewDisposeScope();
        var h = fc1.call(x);
        h = _quick ? h.mul(h.Times(1.702).sigmoid()) : functional.gelu(h);
        return fc2.call(h).MoveToOuterDisposeScope();
    }
}
