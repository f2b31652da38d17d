using Selma.Core.Models.Layers;
using Selma.Core.Models.Text;
using Selma.Core.Numerics;
using static TorchSharp.torch;

namespace Selma.Core.Models.Weights;

/// <summary>Builds a model's networks from their folders: <c>config.json</c> decides the shape, the safetensors files fill it.</summary>
/// <remarks>What comes out is frozen and in evaluation mode. Errors are those of the configurations and of <see cref="WeightLoader"/>.</remarks>
internal static class ModelParts
{
    private const string DiffusersStem = "diffusion_pytorch_model";
    private const string TransformersStem = "model";
    private const string Config = "config.json";

    /// <summary>The denoising network.</summary>
    public static UNet UNet(string folder, Compute compute, string? variant = null) =>
        Fill(() => new UNet(UNetConfig.Read(Path.Combine(folder, Config))), folder, DiffusersStem, variant, compute, WeightNames.UNet);

    /// <summary>The autoencoder; in float32 instead of float16 where its file asks for that.</summary>
    public static Vae Vae(string folder, Compute compute, string? variant = null)
    {
        var config = VaeConfig.Read(Path.Combine(folder, Config));
        var isTooNarrow = compute.Dtype == ScalarType.Float16 && config.ForceUpcast;
        return Fill(
            () => new Vae(config), folder, DiffusersStem, variant, isTooNarrow ? compute with { Dtype = ScalarType.Float32 } : compute, WeightNames.Vae);
    }

    /// <summary>A text encoder; <paramref name="projects"/> says whether it is a CLIPTextModelWithProjection.</summary>
    public static ClipTextModel TextEncoder(string folder, Compute compute, string? variant = null, bool projects = false) => Fill(
        () => new ClipTextModel(ClipTextConfig.Read(Path.Combine(folder, Config), projects)), folder, TransformersStem, variant, compute, WeightNames.TextEncoder);

    private static T Fill<T>(Func<T> build, string folder, string stem, string? variant, Compute compute, Func<string, string?> rename)
        where T : nn.Module
    {
        using var files = WeightFiles.Open(folder, stem, variant);
        var module = Layer.Blank(build);
        try
        {
            Allocation.Allocate(module, compute);
            WeightLoader.Load(module, files, rename);
        }
        catch
        {
            module.Dispose();
            throw;
        }

        module.eval();
        return module;
    }
}
