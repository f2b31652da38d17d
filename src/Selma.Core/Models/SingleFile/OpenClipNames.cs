using Selma.Core.Models.Weights;

namespace Selma.Core.Models.SingleFile;

/// <summary>OpenCLIP's names for a text encoder; queries, keys and values lie there in one tensor.</summary>
/// <remarks>Source: mlfoundations/open_clip, <c>transformer.py</c>; diffusers, <c>single_file_utils.py</c>.</remarks>
internal static class OpenClipNames
{
    private const string Fused = ".attn.in_proj_";

    private static readonly (string Name, TensorPart Part)[] Thirds =
    [
        ("q_proj", TensorPart.Queries), ("k_proj", TensorPart.Keys), ("v_proj", TensorPart.Values),
    ];

    /// <summary>OpenCLIP's names and those of the transformers library.</summary>
    public static NameTable Table { get; } = new(
        new Dictionary<string, string>
        {
            ["positional_embedding"] = "text_model.embeddings.position_embedding.weight",
            ["token_embedding."] = "text_model.embeddings.token_embedding.",
            ["transformer.resblocks."] = "text_model.encoder.layers.",
            ["ln_final."] = "text_model.final_layer_norm.",
            ["text_projection"] = "text_projection.weight",
        },
        [
            (".ln_1.", ".layer_norm1."), (".ln_2.", ".layer_norm2."), (".mlp.c_fc.", ".mlp.fc1."),
            (".mlp.c_proj.", ".mlp.fc2."), (".attn.out_proj.", ".self_attn.out_proj."),
        ]);

    /// <summary>The tensors that one of OpenCLIP's becomes: three, of queries, keys and values, or itself.</summary>
    public static IEnumerable<(string Target, TensorPart Part)> Of(string name)
    {
        if (name == "text_projection")
        {
            return [(Table.Translate(name), TensorPart.Transposed)]; // OpenCLIP multiplies by it from the right
        }

        var target = Table.Translate(name);
        return target.Contains(Fused, StringComparison.Ordinal)
            ? Thirds.Select(third => (target.Replace(Fused, $".self_attn.{third.Name}.", StringComparison.Ordinal), third.Part))
            : [(target, TensorPart.Whole)];
    }
}
