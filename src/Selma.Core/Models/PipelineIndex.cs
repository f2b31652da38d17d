namespace Selma.Core.Models;

/// <summary>Reads <c>model_index.json</c>: which class each part of a model is.</summary>
/// <param name="IsXl">Whether it is a StableDiffusionXLPipeline: two text encoders, and a network that is told sizes.</param>
/// <param name="ForceZerosForEmptyPrompt">Whether no negative prompt means a conditioning of zeros rather than an empty text.</param>
internal sealed record PipelineIndex(bool IsXl, bool ForceZerosForEmptyPrompt)
{
    private const int FirstVersionWithSmallSamples = 9; // 0.9.0
    private const int DefaultLatentSize = 64;

    private static readonly Dictionary<string, string[]> Parts = new()
    {
        ["unet"] = ["UNet2DConditionModel"],
        ["vae"] = ["AutoencoderKL"],
        ["text_encoder"] = ["CLIPTextModel"],
        ["tokenizer"] = ["CLIPTokenizer", "CLIPTokenizerFast"],
    };

    private static readonly Dictionary<string, string[]> XlParts = new(Parts)
    {
        ["text_encoder_2"] = ["CLIPTextModelWithProjection"],
        ["tokenizer_2"] = ["CLIPTokenizer", "CLIPTokenizerFast"],
    };

    /// <summary>Reads the file and refuses models that are put together otherwise. The safety checker, which blackens images, is not used.</summary>
    /// <exception cref="SelmaException">SELMA2111: absent or unreadable; SELMA2118: another kind of model.</exception>
    public static PipelineIndex Read(string folder)
    {
        var path = Path.Combine(folder, "model_index.json");
        var index = ConfigFile.Read(path);
        var name = index.Text("_class_name", null);
        var isXl = name == "StableDiffusionXLPipeline";
        if (name != "StableDiffusionPipeline" && !isXl)
        {
            throw Other(path, $"it is a {name ?? "model without a class"}, not a StableDiffusionPipeline or StableDiffusionXLPipeline");
        }

        foreach (var (part, classes) in isXl ? XlParts : Parts)
        {
            if (index.Texts(part) is not [_, var found] || !classes.Contains(found))
            {
                throw Other(path, $"its '{part}' is not a {classes[0]}");
            }
        }

        return new(isXl, isXl && index.Flag("force_zeros_for_empty_prompt", true));
    }

    /// <summary>The side of a model's latent. diffusers takes sizes below 64 in files older than 0.9.0 for 64.</summary>
    /// <param name="folder">The folder of the denoising network.</param>
    /// <param name="stated">What its file states.</param>
    public static int LatentSize(string folder, long stated)
    {
        var version = ConfigFile.Read(Path.Combine(folder, "config.json")).Text("_diffusers_version", null);
        var isOld = version is not null && version.Split('.') is ["0", var minor, ..]
            && int.TryParse(minor, out var number) && number < FirstVersionWithSmallSamples;
        return isOld && stated < DefaultLatentSize ? DefaultLatentSize : (int)stated;
    }

    private static SelmaException Other(string path, string why) =>
        new("SELMA2118", $"This model is not supported yet: {why}. Use Stable Diffusion 1, 2 or XL in diffusers layout.", new(path));
}
