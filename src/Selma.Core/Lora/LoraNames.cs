namespace Selma.Core.Lora;

/// <summary>How a file names an adapter's factors.</summary>
public enum LoraNames
{
    /// <summary><c>unet.{path}.lora_A.weight</c> and <c>.lora_B.weight</c>: current diffusers.</summary>
    Peft,

    /// <summary><c>unet.{path}.lora.down.weight</c> and <c>.lora.up.weight</c>: the official SELMA files.</summary>
    Diffusers,
}
