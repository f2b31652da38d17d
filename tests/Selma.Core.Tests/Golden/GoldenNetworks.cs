using Selma.Core.Models;
using Selma.Core.Models.Text;
using Selma.Core.Models.Weights;
using Selma.Core.Numerics;
using Selma.TestKit;

namespace Selma.Core.Tests.Golden;

/// <summary>The small random networks of the golden training values.</summary>
internal static class GoldenNetworks
{
    public static UNet UNet(string model) => ModelParts.UNet(Part(model, "unet"), Compute.Cpu);

    public static Vae Vae(string model) => ModelParts.Vae(Part(model, "vae"), Compute.Cpu);

    public static ClipTextModel TextEncoder(string model) => ModelParts.TextEncoder(Part(model, "text_encoder"), Compute.Cpu);

    public static ClipTextModel TextEncoder2(string model) => ModelParts.TextEncoder(Part(model, "text_encoder_2"), Compute.Cpu, projects: true);

    private static string Part(string model, string part) => Shared.Golden("training", model, part);
}
