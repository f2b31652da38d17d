using Selma.Core.Artifacts;
using Selma.Core.Models;
using Selma.Core.Models.Text;
using Selma.TestKit;
using static TorchSharp.torch;

namespace Selma.Core.Tests.Golden;

/// <summary>The small random networks of the golden training values.</summary>
internal static class GoldenNetworks
{
    public static UNet UNet(string model) =>
        Load(new UNet(UNetConfig.Read(Part(model, "unet", "config.json"))), Part(model, "unet", "diffusion_pytorch_model.safetensors"));

    public static Vae Vae(string model) =>
        Load(new Vae(VaeConfig.Read(Part(model, "vae", "config.json"))), Part(model, "vae", "diffusion_pytorch_model.safetensors"));

    public static ClipTextModel TextEncoder(string model) => Load(
        new ClipTextModel(ClipTextConfig.Read(Part(model, "text_encoder", "config.json"))), Part(model, "text_encoder", "model.safetensors"));

    private static string Part(string model, params string[] parts) => Shared.Golden(["training", model, .. parts]);

    private static T Load<T>(T network, string path)
        where T : nn.Module
    {
        using var scope = NewDisposeScope();
        using var frozen = no_grad();
        var tensors = TensorFile.Read(path);
        foreach (var (name, parameter) in network.named_parameters())
        {
            _ = parameter.copy_(tensors.TryGetValue(name, out var value) ? value : tensors[name["text_model.".Length..]]); // transformers 5 drops the prefix
            parameter.requires_grad = false;
        }

        return network;
    }
}
