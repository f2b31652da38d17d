using Selma.Core.Artifacts;
using Selma.Core.Models;
using Selma.Core.Models.Layers;
using Selma.Core.Models.Text;
using static TorchSharp.torch;

namespace Selma.Benchmarks;

/// <summary>
/// Writes a folder that is a published model in everything but what it knows: its weights are random, so that loading, drawing and training at
/// full size can be tried and measured without a download. Its tokenizer is that of the embedded model.
/// </summary>
internal static class RandomModel
{
    /// <summary>Writes the folder.</summary>
    public static int Write(string name, string folder, string dtype)
    {
        PublishedModel.WriteConfigs(name, folder);
        var type = Enum.Parse<ScalarType>(dtype, ignoreCase: true);
        foreach (var part in Directory.GetDirectories(folder).Order(StringComparer.Ordinal))
        {
            Fill(part, type);
        }

        return 0;
    }

    private static void Fill(string part, ScalarType type)
    {
        var config = Path.Combine(part, "config.json");
        switch (Path.GetFileName(part))
        {
            case "unet":
                Write(Layer.Blank(() => new UNet(UNetConfig.Read(config))), Path.Combine(part, "diffusion_pytorch_model.safetensors"), type);
                break;
            case "vae":
                Write(Layer.Blank(() => new Vae(VaeConfig.Read(config))), Path.Combine(part, "diffusion_pytorch_model.safetensors"), type);
                break;
            case "text_encoder" or "text_encoder_2":
                var projects = part.EndsWith('2');
                Write(Layer.Blank(() => new ClipTextModel(ClipTextConfig.Read(config, projects))), Path.Combine(part, "model.safetensors"), type);
                break;
            case "tokenizer" or "tokenizer_2":
                CopyTokenizer(part);
                break;
        }
    }

    private static void Write(nn.Module network, string path, ScalarType type)
    {
        using var owned = network;
        var file = type switch
        {
            ScalarType.Float32 => SafeTensorDtype.F32,
            ScalarType.Float16 => SafeTensorDtype.F16,
            ScalarType.BFloat16 => SafeTensorDtype.BF16,
            _ => throw new ArgumentException($"Weights cannot be {type}.", nameof(type)),
        };
        SafeTensorsWriter.Write(path, network.named_parameters().Select(entry =>
            new SafeTensorSource(entry.name, file, entry.parameter.shape, stream => WriteValues(stream, entry.name, entry.parameter.shape, type))));
        Console.WriteLine($"{path}: {new FileInfo(path).Length / 1e6:0} MB");
    }

    private static void WriteValues(Stream stream, string name, long[] shape, ScalarType type)
    {
        using var scope = NewDisposeScope();
        stream.Write(RandomWeights.Of(name, shape).to(type).bytes);
    }

    private static void CopyTokenizer(string part)
    {
        foreach (var file in new[] { "vocab.json", "merges.txt" })
        {
            File.Copy(Path.Combine("models", "selma-mini", "tokenizer", file), Path.Combine(part, file), overwrite: true);
        }
    }
}
