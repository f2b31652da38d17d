using System.Text.RegularExpressions;
using Selma.Core.Artifacts;
using Selma.Core.Lora;
using Selma.TestKit;
using static TorchSharp.torch;

namespace Selma.Core.Tests.Lora;

/// <summary>What other programs make of the keys that are written, by their rules as training.md 5.2 gives them, at the full models' layers.</summary>
public sealed partial class LoraReadersTests : IDisposable
{
    private static readonly string[] ComfySuffixes = [".lora_up.weight", "_lora.up.weight", ".lora_B.weight", ".lora.up.weight", ".lora_linear_layer.up.weight"];

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(false, LoraNames.Peft, 128, 256)]
    [InlineData(false, LoraNames.Kohya, 128, 384)]
    [InlineData(true, LoraNames.Diffusers, 560, 1120)]
    [InlineData(true, LoraNames.KohyaSgm, 560, 1680)]
    public void Full_models_have_so_many_layers_and_tensors(bool sdxl, LoraNames names, int layers, int tensors)
    {
        Assert.Equal(layers, Paths(sdxl).Count);
        Assert.Equal(tensors, Keys(sdxl, names).Count);
        using var again = LoraWeights.Read(_folder.File("x.safetensors"));
        Assert.Equal(Paths(sdxl).Order(StringComparer.Ordinal), again.Layers.Keys.Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData(false, LoraNames.DiffusersOld, true)]
    [InlineData(true, LoraNames.DiffusersOld, true)]
    [InlineData(false, LoraNames.Kohya, true)]
    [InlineData(true, LoraNames.Kohya, true)]
    [InlineData(true, LoraNames.KohyaSgm, true)]
    [InlineData(false, LoraNames.Diffusers, false)] // only logged as not loaded, and the image is the base model's
    [InlineData(false, LoraNames.Peft, false)]
    public void ComfyUI_finds_every_layer_or_none(bool sdxl, LoraNames names, bool finds)
    {
        var modules = Paths(sdxl).SelectMany(Comfy).ToHashSet(StringComparer.Ordinal);
        var found = Keys(sdxl, names).Count(key => Array.Find(ComfySuffixes, key.EndsWith) is { } suffix && modules.Contains(key[..^suffix.Length]));
        Assert.Equal(finds ? Paths(sdxl).Count : 0, found);
    }

    [Theory]
    [InlineData(false, LoraNames.Kohya)]
    [InlineData(true, LoraNames.Kohya)]
    [InlineData(true, LoraNames.KohyaSgm)]
    public void A1111_finds_every_layer(bool sdxl, LoraNames names)
    {
        var network = Paths(sdxl).Select(path => "diffusion_model_" + LoraPath.ToSgm(path).Replace('.', '_')).ToHashSet(StringComparer.Ordinal);
        Assert.All(Keys(sdxl, names), key => Assert.Contains(A1111(key.Split('.')[0]), network));
    }

    /// <summary>A1111's conversion of a key's module to the name in its network.</summary>
    private static string A1111(string module)
    {
        if (DownOrUp().Match(module) is { Success: true } block)
        {
            var (i, j) = (int.Parse(block.Groups[2].Value, null), int.Parse(block.Groups[3].Value, null));
            var name = block.Groups[1].Value == "down" ? $"input_blocks_{1 + (3 * i) + j}_1" : $"output_blocks_{(3 * i) + j}_1";
            return $"diffusion_model_{name}_{block.Groups[4].Value}";
        }

        return Middle().Match(module) is { Success: true } middle
            ? $"diffusion_model_middle_block_1_{middle.Groups[1].Value}"
            : module.Replace("lora_unet", "diffusion_model", StringComparison.Ordinal);
    }

    private static IEnumerable<string> Comfy(string path)
    {
        var sgm = LoraPath.ToSgm(path);
        var old = path.Replace(".to_", ".processor.to_", StringComparison.Ordinal);
        old = old.EndsWith(".to_out.0", StringComparison.Ordinal) ? old[..^2] : old;
        return [$"lora_unet_{sgm.Replace('.', '_')}", $"lora_unet_{path.Replace('.', '_')}", $"lycoris_{path.Replace('.', '_')}", $"diffusion_model.{sgm}", old, $"unet.{old}"];
    }

    /// <summary>training.md 5: the lists of modules.</summary>
    private static List<string> Paths(bool sdxl) =>
    [
        .. from block in Blocks(sdxl)
           from depth in Enumerable.Range(0, block.Depth)
           from part in new[] { "attn1", "attn2" }
           from projection in new[] { "to_q", "to_k", "to_v", "to_out.0" }
           select $"{block.Path}.transformer_blocks.{depth}.{part}.{projection}",
    ];

    private static IEnumerable<(string Path, int Depth)> Blocks(bool sdxl)
    {
        (string Block, int Attentions, int Depth)[] rows = sdxl
            ? [("down_blocks.1", 2, 2), ("down_blocks.2", 2, 10), ("mid_block", 1, 10), ("up_blocks.0", 3, 10), ("up_blocks.1", 3, 2)]
            : [("down_blocks.0", 2, 1), ("down_blocks.1", 2, 1), ("down_blocks.2", 2, 1), ("mid_block", 1, 1), ("up_blocks.1", 3, 1), ("up_blocks.2", 3, 1), ("up_blocks.3", 3, 1)];
        return rows.SelectMany(row => Enumerable.Range(0, row.Attentions).Select(i => ($"{row.Block}.attentions.{i}", row.Depth)));
    }

    private IReadOnlyList<string> Keys(bool sdxl, LoraNames names)
    {
        using var scope = NewDisposeScope();
        using var weights = new LoraWeights(Paths(sdxl).Select(path => KeyValuePair.Create(path, new LoraLayer(ones(1, 2), ones(2, 1)))));
        weights.Write(_folder.File("x.safetensors"), names);
        using var file = SafeTensors.Open(_folder.File("x.safetensors"));
        return file.Names;
    }

    [GeneratedRegex(@"^lora_unet_(down|up)_blocks_(\d+)_attentions_(\d+)_(.+)$")]
    private static partial Regex DownOrUp();

    [GeneratedRegex("^lora_unet_mid_block_attentions_0_(.+)$")]
    private static partial Regex Middle();
}
