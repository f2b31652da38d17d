namespace Selma.Core.Lora;

/// <summary>How a file names an adapter's factors. All are read without being told which.</summary>
public enum LoraNames
{
    /// <summary><c>unet.{path}.lora_A.weight</c> and <c>.lora_B.weight</c>: current diffusers.</summary>
    Peft,

    /// <summary><c>unet.{path}.lora.down.weight</c> and <c>.lora.up.weight</c>: the official SELMA files.</summary>
    Diffusers,

    /// <summary><c>unet.{path of attn}.processor.to_q_lora.down.weight</c>: diffusers of 2023, and the only form of diffusers that ComfyUI reads.</summary>
    DiffusersOld,

    /// <summary><c>lora_unet_{path with underscores}.lora_down.weight</c> and <c>.alpha</c>: kohya, A1111 and ComfyUI, for SD 1 and SD 2.</summary>
    Kohya,

    /// <summary>The same with the original blocks' names, <c>lora_unet_input_blocks_4_1_...</c>: what kohya's own tools know of SDXL.</summary>
    KohyaSgm,

    /// <summary><c>base_model.model.{path}.lora_A.weight</c> in a folder beside <c>adapter_config.json</c>: PEFT itself.</summary>
    PeftFolder,
}
