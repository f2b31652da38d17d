namespace Selma.Core.Lora;

/// <summary>How one of <see cref="LoraNames"/> writes keys, a row of a table.</summary>
/// <param name="Names">Which.</param>
/// <param name="Module">The key's part for a layer's path.</param>
/// <param name="Down">The ending of A.</param>
/// <param name="Up">The ending of B.</param>
/// <param name="HasAlpha">Whether each layer carries its alpha.</param>
/// <param name="HasConfig">Whether alpha can stand in the file's metadata or beside it; without either, B takes the scale.</param>
internal sealed record LoraNaming(LoraNames Names, Func<string, string> Module, string Down, string Up, bool HasAlpha = false, bool HasConfig = false)
{
    /// <summary>The ending of alpha.</summary>
    public const string Alpha = ".alpha";

    private static readonly LoraNaming[] Table =
    [
        new(LoraNames.Peft, path => $"unet.{path}", ".lora_A.weight", ".lora_B.weight", HasConfig: true),
        new(LoraNames.Diffusers, path => $"unet.{path}", ".lora.down.weight", ".lora.up.weight", HasConfig: true),
        new(LoraNames.DiffusersOld, Processor, "_lora.down.weight", "_lora.up.weight"),
        new(LoraNames.Kohya, path => Flat(path), ".lora_down.weight", ".lora_up.weight", HasAlpha: true),
        new(LoraNames.KohyaSgm, path => Flat(LoraPath.ToSgm(path)), ".lora_down.weight", ".lora_up.weight", HasAlpha: true),
        new(LoraNames.PeftFolder, path => $"base_model.model.{path}", ".lora_A.weight", ".lora_B.weight", HasConfig: true),
    ];

    public static LoraNaming Of(LoraNames names) => Array.Find(Table, row => row.Names == names)
        ?? throw new ArgumentOutOfRangeException(nameof(names), names, null);

    private static string Flat(string path) => $"lora_unet_{path.Replace('.', '_')}";

    /// <summary><c>x.attn1.to_out.0</c> -> <c>unet.x.attn1.processor.to_out</c></summary>
    private static string Processor(string path)
    {
        var parts = path.Split('.');
        parts = parts is [.., "to_out", "0"] ? parts[..^1] : parts;
        return parts is [.., "attn1" or "attn2", "to_q" or "to_k" or "to_v" or "to_out"]
            ? $"unet.{string.Join('.', parts[..^1])}.processor.{parts[^1]}"
            : throw new SelmaException(
                "SELMA2224", $"diffusers' old names know the projections of attention only, and the adapter has the layer '{path}'. Write it in other names.");
    }
}
