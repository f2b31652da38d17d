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

    /// <summary>Builds the network with libtorch's start values; build it outside any dispose scope.</summary>
    /// <param name="config">Its shape.</param>
    public ClipTextModel(ClipTextConfig config)
        : base(nameof(ClipTextModel))
    {
        Config = config;
        text_model = new ClipTextTransformer(config);
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
        final_layer_norm = LayerNorm(config.HiddenSize, config.LayerNormEps);
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
        token_embedding = Embedding(config.VocabSize, config.HiddenSize);
        position_embedding = Embedding(config.MaxPositions, config.HiddenSize);
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
