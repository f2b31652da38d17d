namespace Selma.Core.Lora;

/// <summary>A key of a LoRA file, understood.</summary>
/// <param name="Path">The layer in diffusers' names of today.</param>
/// <param name="Role">What the tensor is.</param>
internal readonly record struct LoraKey(string Path, LoraRole Role)
{
    private static readonly (string Suffix, LoraRole Role)[] Suffixes =
    [
        (".lora_A.weight", LoraRole.Down), (".lora_B.weight", LoraRole.Up), // PEFT
        (".lora_A.default.weight", LoraRole.Down), (".lora_B.default.weight", LoraRole.Up), // PEFT, with the adapter's name left in
        (".lora.down.weight", LoraRole.Down), (".lora.up.weight", LoraRole.Up), // diffusers
        (".lora_linear_layer.down.weight", LoraRole.Down), (".lora_linear_layer.up.weight", LoraRole.Up),
        ("_lora.down.weight", LoraRole.Down), ("_lora.up.weight", LoraRole.Up), // diffusers, old
        (".lora_down.weight", LoraRole.Down), (".lora_up.weight", LoraRole.Up), // kohya
        (".alpha", LoraRole.Alpha),
    ];

    private static readonly string[] Underscored = ["lora_unet_", "lycoris_"];
    private static readonly string[] Dotted = ["base_model.model.", "unet.", "diffusion_model."];

    // What other adapters are called, so that a refusal can say what the file is.
    private static readonly (string Part, string Kind)[] Foreign =
    [
        (".hada_", "LoHa"), (".lokr_", "LoKr"), (".dora_scale", "DoRA"), (".lora_magnitude_vector", "DoRA"), (".lora_mid.", "LoCon with a middle factor"),
        (".oft_", "OFT"), ("text_model", "an adapter of the text encoder"), ("text_encoder", "an adapter of the text encoder"),
        ("lora_te", "an adapter of the text encoder"), ("unet:", "cloneofsimo's numbered layers"), (".diff", "whole differences of weights"),
    ];

    /// <summary>Understands a key, or gives null where it is none of a plain LoRA of a UNet.</summary>
    public static LoraKey? Read(string key)
    {
        if (Kind(key) is not null)
        {
            return null;
        }

        foreach (var (suffix, role) in Suffixes)
        {
            if (key.EndsWith(suffix, StringComparison.Ordinal))
            {
                var path = Module(key[..^suffix.Length]);
                return path.Length == 0 ? null : new(path, role);
            }
        }

        return null;
    }

    /// <summary>What a key that is not understood belongs to, where that is known.</summary>
    public static string? Kind(string key) =>
        Array.Find(Foreign, row => key.Contains(row.Part, StringComparison.Ordinal)) is { Kind: { } kind } ? kind : null;

    private static string Module(string module)
    {
        if (Array.Find(Underscored, prefix => module.StartsWith(prefix, StringComparison.Ordinal)) is { } flat)
        {
            return LoraPath.Canonical(LoraPath.FromUnderscores(module[flat.Length..]));
        }

        foreach (var prefix in Dotted)
        {
            module = module.StartsWith(prefix, StringComparison.Ordinal) ? module[prefix.Length..] : module;
        }

        return LoraPath.Canonical(module);
    }
}
