using Selma.Core.Models;
using Selma.Core.Models.Layers;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Selma.Core.Tests.Models;

/// <summary>Keeps what the layers of a denoising network return while it runs.</summary>
internal sealed class InnerOutputs
{
    private const string FirstResnet = "down_blocks.0.resnets.0";
    private static readonly string[] LastLayers = ["downsamplers", "upsamplers", "attentions", "resnets"];
    private readonly Dictionary<string, Tensor> _outputs = [];
    private readonly HashSet<string> _names = [];

    public InnerOutputs(UNet unet)
    {
        foreach (var (name, module) in unet.named_modules())
        {
            _ = _names.Add(name);
            Hook(name, module);
        }
    }

    /// <summary>The output of a layer, or of the last layer of a block.</summary>
    public Tensor Of(string name)
    {
        if (_outputs.TryGetValue(name, out var output))
        {
            return output;
        }

        var kind = name == "mid_block" ? "resnets" : LastLayers.First(kind => _names.Contains($"{name}.{kind}.0"));
        return _outputs[_names.Where(child => child.StartsWith($"{name}.{kind}.", StringComparison.Ordinal) && child.Split('.').Length == name.Split('.').Length + 2)
            .OrderDescending(StringComparer.Ordinal).First()];
    }

    private void Hook(string name, nn.Module module)
    {
        object? _ = module switch
        {
            GroupNorm norm => norm.register_forward_hook((_, _, y) => Keep(name, y)),
            TimestepEmbedding time => time.register_forward_hook((_, _, y) => Keep(name, y)),
            Downsample2D down => down.register_forward_hook((_, _, y) => Keep(name, y)),
            Upsample2D up => up.register_forward_hook((_, _, _, y) => Keep(name, y)),
            ResnetBlock2D first when name == FirstResnet => first.register_forward_hook((_, x, _, y) => KeepBoth(x, y)),
            ResnetBlock2D resnet => resnet.register_forward_hook((_, _, _, y) => Keep(name, y)),
            Transformer2D transformer => transformer.register_forward_hook((_, _, _, y) => Keep(name, y)),
            _ => null,
        };
    }

    /// <summary>Convolutions do not all go through their layer, so what goes into the first block stands for the output of the first.</summary>
    private Tensor KeepBoth(Tensor x, Tensor y)
    {
        _ = Keep("conv_in", x);
        return Keep(FirstResnet, y);
    }

    private Tensor Keep(string name, Tensor output)
    {
        _outputs[name] = output.alias().DetachFromDisposeScope();
        return output;
    }
}
