using Selma.Core.Images;

namespace Selma.Core.Experiments;

/// <summary>The settings under <c>images:</c>, the model excepted.</summary>
internal static class ImageSection
{
    /// <summary>Reads them; absent ones are the paper's.</summary>
    public static ImageSettings Read(YamlSection yaml)
    {
        var paper = new ImageSettings();
        return new()
        {
            NumInferenceSteps = yaml.Number("num_inference_steps", paper.NumInferenceSteps, 1, 1000),
            GuidanceScale = yaml.Number("guidance_scale", paper.GuidanceScale, 0, 100),
            Scheduler = yaml.OptionalChoice("scheduler", ImageSettings.SchedulerNames),
            UseKarrasSigmas = yaml.Flag("use_karras_sigmas", paper.UseKarrasSigmas),
            PerPrompt = yaml.Number("per_prompt", paper.PerPrompt, 1, 100),
            Height = yaml.OptionalNumber("height", 8, 4096),
            Width = yaml.OptionalNumber("width", 8, 4096),
            VaeTiling = yaml.Flag("vae_tiling", paper.VaeTiling),
        };
    }
}
