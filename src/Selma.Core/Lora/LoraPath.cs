using System.Globalization;

namespace Selma.Core.Lora;

/// <summary>Paths of a UNet's layers in diffusers' names, with underscores for dots, and in the original code's blocks ("sgm").</summary>
/// <remarks>Source: training.md 5.1; two layers a block, as all published Stable Diffusion models have.</remarks>
internal static class LoraPath
{
    private const int Layers = 3; // places in a block of the original code: two layers, and one that changes the size

    // Names that hold an underscore of their own; all other underscores stand for dots.
    private static readonly HashSet<string> Whole = new(StringComparer.Ordinal)
    {
        "down_blocks", "up_blocks", "mid_block", "transformer_blocks", "input_blocks", "middle_block", "output_blocks",
        "to_q", "to_k", "to_v", "to_out", "proj_in", "proj_out", "conv_in", "conv_out", "conv_shortcut", "linear_1", "linear_2",
        "time_emb_proj", "time_embedding", "add_embedding", "emb_layers", "in_layers", "out_layers", "skip_connection",
    };

    /// <summary><c>down_blocks_0_attentions_0</c> -> <c>down_blocks.0.attentions.0</c></summary>
    public static string FromUnderscores(string name)
    {
        var words = name.Split('_');
        var parts = new List<string>();
        for (var i = 0; i < words.Length;)
        {
            var length = Enumerable.Range(2, 2).Reverse().FirstOrDefault(
                count => i + count <= words.Length && Whole.Contains(string.Join('_', words[i..(i + count)])), 1);
            parts.Add(string.Join('_', words[i..(i + length)]));
            i += length;
        }

        return string.Join('.', parts);
    }

    /// <summary>Any dotted path, of diffusers with or without <c>.processor</c> or of the original code, in diffusers' names of today.</summary>
    public static string Canonical(string path)
    {
        var parts = path.Split('.').Where(part => part != "processor").ToList();
        if (parts[^1] == "to_out")
        {
            parts.Add("0");
        }

        return string.Join('.', FromSgm(parts));
    }

    /// <summary><c>down_blocks.1.attentions.0.x</c> -> <c>input_blocks.4.1.x</c></summary>
    public static string ToSgm(string path) => path.Split('.') switch
    {
        ["down_blocks", var i, "attentions", var j, .. var rest] => Join("input_blocks", Number(1 + (Layers * Value(i)) + Value(j)), "1", rest),
        ["up_blocks", var i, "attentions", var j, .. var rest] => Join("output_blocks", Number((Layers * Value(i)) + Value(j)), "1", rest),
        ["mid_block", "attentions", "0", .. var rest] => Join("middle_block", "1", null, rest),
        ["down_blocks", var i, "resnets", var j, "time_emb_proj"] => Join("input_blocks", Number(1 + (Layers * Value(i)) + Value(j)), "0", ["emb_layers", "1"]),
        ["up_blocks", var i, "resnets", var j, "time_emb_proj"] => Join("output_blocks", Number((Layers * Value(i)) + Value(j)), "0", ["emb_layers", "1"]),
        ["mid_block", "resnets", var j, "time_emb_proj"] => Join("middle_block", Number(2 * Value(j)), null, ["emb_layers", "1"]),
        _ => path,
    };

    private static List<string> FromSgm(List<string> parts) => parts switch
    {
        ["input_blocks", var n, var kind and ("0" or "1"), ..] when IsNumber(n) && Value(n) > 0 =>
            ["down_blocks", Number((Value(n) - 1) / Layers), .. Inner(kind == "1", Number((Value(n) - 1) % Layers), parts[3..])],
        ["output_blocks", var n, var kind and ("0" or "1"), ..] when IsNumber(n) =>
            ["up_blocks", Number(Value(n) / Layers), .. Inner(kind == "1", Number(Value(n) % Layers), parts[3..])],
        ["middle_block", var n and ("0" or "1" or "2"), ..] => ["mid_block", .. Inner(n == "1", n == "2" ? "1" : "0", parts[2..])],
        _ => parts,
    };

    private static List<string> Inner(bool isAttention, string number, List<string> rest) => isAttention
        ? ["attentions", number, .. rest]
        : ["resnets", number, .. rest is ["emb_layers", "1"] ? ["time_emb_proj"] : rest];

    private static string Join(string block, string number, string? kind, string[] rest) =>
        string.Join('.', [block, number, .. kind is null ? Array.Empty<string>() : [kind], .. rest]);

    private static bool IsNumber(string text) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out _);

    private static int Value(string text) => int.Parse(text, NumberStyles.None, CultureInfo.InvariantCulture);

    private static string Number(int value) => value.ToString(CultureInfo.InvariantCulture);
}
