using Selma.Core.Models.Layers;
using Selma.Core.Numerics;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Selma.Core.Models.Text;

/// <summary>CLIP's text encoder: a causal transformer over token ids whose states condition the <see cref="UNet"/>.</summary>
/// <remarks>Source: Radford et al. 2021, section 2.4; parameters named as in transformers' CLIPTextModel.</remarks>
public sealed class ClipTextModel : Module<Tensor, Tensor>
{
    private readonly ClipTextTransformer text_model;
    private readonly Linear? text_projection;

    /// <summary>Builds the network with libtorch's start values; build it outside any dispose scope.</summary>
    /// <param name="config">Its shape.</param>
    public ClipTextModel(ClipTextConfig config)
        : base(nameof(ClipTextModel))
    {
        Config = config;
        text_model = new ClipTextTransformer(config);
        text_projection = config.ProjectionDim is { } width ? Layer.Linear(config.HiddenSize, width, hasBias: false) : null;
        RegisterComponents();
    }

    /// <summary>The network's shape.</summary>
    public ClipTextConfig Config { get; }

    /// <summary>The last hidden state behind the final layer norm: what SD v1 and v2 condition on.</summary>
    /// <param name="ids">[B, T], int64</param>
    /// <returns>[B, T, D]</returns>
    public override Tensor forward(Tensor ids)
    {
        using var scope = NewDisposeScope();
        return text_model.Norm(HiddenStates(ids)[^1]).MoveToOuterDisposeScope();
    }

    /// <summary>The embeddings, then the output of every layer, none of them behind the final layer norm.</summary>
    /// <param name="ids">[B, T], int64</param>
    /// <returns>Layers + 1 tensors [B, T, D], owned by the caller's dispose scope.</returns>
    public IReadOnlyList<Tensor> HiddenStates(Tensor ids) => text_model.HiddenStates(ids);

    /// <summary>The final layer norm.</summary>
    /// <param name="state">[B, T, D]</param>
    public Tensor FinalNorm(Tensor state) => text_model.Norm(state);

    /// <summary>The text's vector: the state at its end token behind the final layer norm, projected where the model has a projection.</summary>
    /// <param name="ids">[B, T], int64; the end token has the largest id of all, padding may repeat it.</param>
    /// <param name="last">The last of <see cref="HiddenStates"/>, [B, T, D].</param>
    /// <returns>[B, D] or [B, P]</returns>
    public Tensor Pooled(Tensor ids, Tensor last)
    {
        ArgumentNullException.ThrowIfNull(ids);
        using var scope = NewDisposeScope();
        var ends = ids.eq(ids.amax([1], keepdim: true)).cumsum(1); // [B, T], 0 before the first end token
        var position = ends.eq(zeros_like(ends)).sum(1).reshape(-1, 1, 1).expand(-1, 1, Config.HiddenSize); // [B, 1, D]
        var pooled = FinalNorm(last).gather(1, position).squeeze(1); // [B, D]
        return (text_projection is null ? pooled : text_projection.call(pooled)).MoveToOuterDisposeScope();
    }
}

/// <summary>The part below the prefix <c>text_model.</c>.</summary>
internal sealed class ClipTextTransformer : Module
{
    private readonly ClipTextEmbeddings embeddings;
    private readonly ClipEncoder encoder;
    private readonly LayerNorm final_layer_norm;

    public ClipTextTransformer(ClipTextConfig config)
        : base(nameof(ClipTextTransformer))
    {
        embeddings = new ClipTextEmbeddings(config);
        encoder = new ClipEncoder(config);
        final_layer_norm = Layer.LayerNorm(config.HiddenSize, config.LayerNormEps);
        RegisterComponents();
    }

    public Tensor Norm(Tensor state) => final_layer_norm.call(state);

    public List<Tensor> HiddenStates(Tensor ids)
    {
        List<Tensor> states = [embeddings.call(ids)];
        foreach (var layer in encoder.Layers)
        {
            states.Add(layer.call(states[^1]));
        }

        return states;
    }
}

/// <summary>Token plus position embeddings.</summary>
internal sealed class ClipTextEmbeddings : Module<Tensor, Tensor>
{
    private readonly Embedding token_embedding;
    private readonly Embedding position_embedding;

    public ClipTextEmbeddings(ClipTextConfig config)
        : base(nameof(ClipTextEmbeddings))
    {
        token_embedding = Layer.Embedding(config.VocabSize, config.HiddenSize);
        position_embedding = Layer.Embedding(config.MaxPositions, config.HiddenSize);
        RegisterComponents();
    }

    /// <inheritdoc/>
    /// <param name="ids">[B, T], int64</param>
    /// <returns>[B, T, D]</returns>
    public override Tensor forward(Tensor ids)
    {
        using var scope = NewDisposeScope();
        var positions = position_embedding.weight!.narrow(0, 0, ids.shape[1]); // [T, D]
        return token_embedding.call(ids).Plus(positions).MoveToOuterDisposeScope();
    }
}

/// <summary>The stack of layers.</summary>
internal sealed class ClipEncoder : Module
{
    private readonly ModuleList<ClipLayer> layers;

    public ClipEncoder(ClipTextConfig config)
        : base(nameof(ClipEncoder))
    {
        layers = new ModuleList<ClipLayer>([.. Enumerable.Range(0, config.Layers).Select(_ => new ClipLayer(config))]);
        RegisterComponents();
    }

    public IEnumerable<ClipLayer> Layers => layers;
}
