using System.Globalization;
using Selma.Core.Artifacts;

namespace Selma.Core.Lora;

/// <summary>The folder that PEFT's <c>save_pretrained</c> makes: <c>adapter_config.json</c> beside <c>adapter_model.safetensors</c>.</summary>
internal static class PeftConfig
{
    public const string WeightsName = "adapter_model.safetensors";

    private const string Name = "adapter_config.json";

    /// <summary>The configuration beside a file of PEFT; null for any other file.</summary>
    public static LoraConfig? Beside(string path)
    {
        var config = Path.Combine(Path.GetDirectoryName(Path.GetFullPath(path))!, Name);
        return Path.GetFileName(path) == WeightsName && File.Exists(config)
            ? LoraConfig.Parse(File.ReadAllText(config), "", config, "The configuration")
            : null;
    }

    /// <summary>Writes the configuration into a folder.</summary>
    public static void Write(string folder, IEnumerable<string> paths, long rank, double scale) => AtomicFile.WriteText(
        Path.Combine(folder, Name),
        $$"""
        {
          "bias": "none",
          "fan_in_fan_out": false,
          "init_lora_weights": "gaussian",
          "lora_alpha": {{LoraConfig.Alpha(rank, scale)}},
          "lora_dropout": 0.0,
          "peft_type": "LORA",
          "r": {{rank.ToString(CultureInfo.InvariantCulture)}},
          "target_modules": [{{LoraConfig.Targets(paths)}}],
          "use_rslora": false
        }

        """.ReplaceLineEndings("\n"));
}
