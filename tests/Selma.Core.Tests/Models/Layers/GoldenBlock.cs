using Selma.Core.Models;
using Selma.Core.Models.Layers;
using Selma.Core.Models.Text;
using static TorchSharp.torch;

namespace Selma.Core.Tests.Models.Layers;

/// <summary>Builds and runs the block of a golden case from its name and the shapes of its tensors.</summary>
internal static class GoldenBlock
{
    private const long Groups = 4; // as "what" says of the residual block
    private const long Heads = 4;

    /// <summary>The block of a case, with the case's weights.</summary>
    public static nn.Module Build(string name, Dictionary<string, Tensor> golden)
    {
        var block = Create(name, golden);
        Fill(block, golden);
        return block;
    }

    private static nn.Module Create(string name, Dictionary<string, Tensor> golden)
    {
        var (input, output) = (golden["input.0"].shape, golden["output"].shape);
        var context = golden.TryGetValue("input.encoder_hidden_states", out var states) ? states.shape[^1] : input[^1];
        return name switch
        {
            _ when name.StartsWith("resnet", StringComparison.Ordinal) => new ResnetBlock2D(
                input[1], output[1], golden.TryGetValue("input.1", out var time) ? time.shape[1] : null, Groups, time is null ? 1e-6 : 1e-5),
            _ when name.StartsWith("transformer", StringComparison.Ordinal) => new Transformer2D(
                input[1],
                Heads,
                golden.Keys.Count(key => key.EndsWith("attn1.to_q.weight", StringComparison.Ordinal)),
                context,
                golden["weight.proj_in.weight"].dim() == 2,
                Groups),
            "basic_transformer_block" => new BasicTransformerBlock(input[^1], context, Heads),
            "attention_vae" => new VaeAttention(input[1], Groups),
            _ when name.StartsWith("attention", StringComparison.Ordinal) => new Attention(input[^1], context, Heads),
            _ when name.StartsWith("clip_layer", StringComparison.Ordinal) => new ClipLayer(new()
            {
                HiddenSize = input[^1],
                IntermediateSize = golden["weight.mlp.fc1.bias"].shape[0],
                Heads = Heads,
                Activation = name["clip_layer_".Length..],
            }),
            _ => BuildSmall(name, input, output),
        };
    }

    private static nn.Module BuildSmall(string name, long[] input, long[] output) => name switch
    {
        "feed_forward" => new FeedForward(input[^1]),
        "geglu" => new GeGlu(input[^1], output[^1]),
        "timestep_embedding_mlp" => new TimestepEmbedding(input[^1], output[^1]),
        _ when name.StartsWith("downsample", StringComparison.Ordinal) => new Downsample2D(input[1], name == "downsample_vae"),
        _ when name.StartsWith("upsample", StringComparison.Ordinal) => new Upsample2D(input[1]),
        _ => throw new InvalidOperationException($"The golden file has the block '{name}'."),
    };

    private static void Fill(nn.Module block, Dictionary<string, Tensor> golden)
    {
        var weights = golden.Where(entry => entry.Key.StartsWith("weight.", StringComparison.Ordinal))
            .ToDictionary(entry => entry.Key["weight.".Length..], entry => entry.Value);
        Assert.Equal(weights.Keys.Order(), block.state_dict().Keys.Order());
        _ = block.load_state_dict(weights);
    }

    /// <summary>Runs a block on the case's inputs.</summary>
    public static Tensor Call(nn.Module block, Dictionary<string, Tensor> golden)
    {
        var x = golden["input.0"];
        var second = golden.GetValueOrDefault("input.encoder_hidden_states") ?? golden.GetValueOrDefault("input.1");
        return block switch
        {
            nn.Module<Tensor, Tensor> one => one.call(x),
            ResnetBlock2D resnet => resnet.call(x, second),
            Upsample2D upsample => upsample.call(x, golden["output"].shape[2..]),
            nn.Module<Tensor, Tensor, Tensor> two => two.call(x, second ?? x),
            _ => throw new InvalidOperationException(block.GetName()),
        };
    }
}
