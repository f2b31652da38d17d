using Selma.Core.Models.Text;
using Selma.Core.Numerics;
using TorchSharp;
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

    /// <summary>The autoencoder.</summary>
    public static Vae Vae(string folder, Compute compute, string? variant = null) =>
        Fill(() => new Vae(VaeConfig.Read(Path.Combine(folder, Config))), folder, DiffusersStem, variant, compute, WeightNames.Vae);

    /// <summary>The text encoder.</summary>
    public static ClipTextModel TextEncoder(string folder, Compute compute, string? variant = null) => Fill(
        () => new ClipTextModel(ClipTextConfig.Read(Path.Combine(folder, Config))), folder, TransformersStem, variant, compute, WeightNames.TextEncoder);

    private static T Fill<T>(Func<T> build, string folder, string stem, string? variant, Compute compute, Func<string, string?> rename)
        where T : nn.Module
    {
        using var files = WeightFiles.Open(folder, stem, variant); // before the network, whose start values take long
        var module = build();
        try
        {
            _ = module.to(compute.Device, compute.Dtype);
            WeightLoader.Load(module, files, rename);
        }
        catch
        {
            module.Dispose();
            throw;
        }

        foreach (var parameter in module.parameters())
        {
            parameter.requires_grad = false;
        }

        module.eval();
        return module;
    }
}
