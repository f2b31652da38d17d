namespace Selma.Core.Models.Text;

/// <summary>The shape of a <see cref="ClipTextModel"/>, as its <c>config.json</c> states it; defaults are those of transformers' CLIPTextConfig.</summary>
/// <remarks>Token ids in these files are wrong leftovers (0, 2, 1) and are not read: the tokenizer knows them (models.md, section 3).</remarks>
public sealed record ClipTextConfig
{
    /// <summary>Entries of the vocabulary.</summary>
    public long VocabSize { get; init; } = 49408;

    /// <summary>Width of the context, D.</summary>
    public long HiddenSize { get; init; } = 512;

    /// <summary>Width inside the MLPs.</summary>
    public long IntermediateSize { get; init; } = 2048;

    /// <summary>Layers.</summary>
    public int Layers { get; init; } = 12;

    /// <summary>Attention heads of a layer.</summary>
    public long Heads { get; init; } = 8;

    /// <summary>Longest sequence, T.</summary>
    public long MaxPositions { get; init; } = 77;

    /// <summary><c>quick_gelu</c> or <c>gelu</c>.</summary>
    public string Activation { get; init; } = "quick_gelu";

    /// <summary>Width of the text's vector (CLIPTextModelWithProjection); null where there is none.</summary>
    public long? ProjectionDim { get; init; }

    /// <summary>Epsilon of the layer norms.</summary>
    public double LayerNormEps { get; init; } = 1e-5;

    /// <summary>Reads <c>text_encoder/config.json</c>.</summary>
    /// <param name="path">The file.</param>
    /// <param name="projects">Whether the model projects the text to a vector; every such file states a width, whether it does or not.</param>
    /// <exception cref="SelmaException">SELMA2111: unreadable; SELMA2112: a value that is not supported.</exception>
    public static ClipTextConfig Read(string path, bool projects = false) => Of(ConfigFile.Read(path), projects);

    /// <summary>As <see cref="Read"/>.</summary>
    internal static ClipTextConfig Of(ConfigFile file, bool projects)
    {
        file.Require("hidden_act", "quick_gelu", "gelu");
        return new ClipTextConfig
        {
            VocabSize = file.Integer("vocab_size", 49408),
            HiddenSize = file.Integer("hidden_size", 512),
            IntermediateSize = file.Integer("intermediate_size", 2048),
            Layers = (int)file.Integer("num_hidden_layers", 12),
            Heads = file.Integer("num_attention_heads", 8),
            MaxPositions = file.Integer("max_position_embeddings", 77),
            Activation = file.Text("hidden_act", "quick_gelu")!,
            ProjectionDim = projects ? file.Integer("projection_dim", 512) : null,
            LayerNormEps = file.Number("layer_norm_eps", 1e-5),
        };
    }
}
