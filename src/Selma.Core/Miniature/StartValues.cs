using Selma.Core.Models.Text;
using Selma.Core.Numerics;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Selma.Core.Miniature;

/// <summary>The values a network starts its training from, drawn layer by layer from streams named after the layers.</summary>
/// <remarks>
/// UNet and VAE as PyTorch does: weights and biases uniform within 1 / sqrt(fan-in), norms 1 and 0. The text encoder as transformers'
/// <c>CLIPPreTrainedModel._init_weights</c> does.
/// </remarks>
internal static class StartValues
{
    private const double EmbeddingDeviation = 0.02;

    /// <summary>Fills a UNet or VAE.</summary>
    public static void Draw(nn.Module network, ulong seed, string stream)
    {
        using var frozen = no_grad();
        foreach (var (name, module) in network.named_modules())
        {
            using var scope = NewDisposeScope();
            switch (module)
            {
                case Linear linear:
                    Uniform(linear.weight!, linear.bias, linear.in_features, seed, $"{stream}/{name}");
                    break;
                case Conv2d conv:
                    Uniform(conv.weight!, conv.bias, conv.weight!.shape[1..].Aggregate((a, b) => a * b), seed, $"{stream}/{name}");
                    break;
                default:
                    break; // norms already hold 1 and 0
            }
        }
    }

    /// <summary>Fills a text encoder.</summary>
    public static void Draw(ClipTextModel encoder, ulong seed, string stream)
    {
        using var frozen = no_grad();
        var (width, layers) = (encoder.Config.HiddenSize, encoder.Config.Layers);
        foreach (var (name, parameter) in encoder.named_parameters())
        {
            using var scope = NewDisposeScope();
            if (Deviation(name, width, layers) is { } deviation)
            {
                _ = parameter.copy_(Noise.Normal(seed, $"{stream}/{name}", 0, parameter.shape).TimesInPlace(deviation));
            }
            else if (name.EndsWith("bias", StringComparison.Ordinal))
            {
                _ = parameter.zero_();
            }
        }
    }

    private static double? Deviation(string name, long width, int layers) => name switch
    {
        _ when !name.EndsWith("weight", StringComparison.Ordinal) || name.Contains("norm", StringComparison.Ordinal) => null,
        _ when name.Contains("embedding", StringComparison.Ordinal) => EmbeddingDeviation,
        _ when name.Contains("out_proj", StringComparison.Ordinal) => 1 / Math.Sqrt(width),
        _ when name.Contains("fc1", StringComparison.Ordinal) => 1 / Math.Sqrt(2 * width),
        _ => 1 / Math.Sqrt(width * 2.0 * layers), // q, k, v and fc2
    };

    private static void Uniform(Tensor weight, Tensor? bias, long fanIn, ulong seed, string stream)
    {
        var bound = 1 / Math.Sqrt(fanIn);
        _ = weight.copy_(Noise.Uniform(seed, stream, 0, -bound, bound, weight.shape));
        _ = bias?.copy_(Noise.Uniform(seed, stream, 1, -bound, bound, bias.shape));
    }
}
