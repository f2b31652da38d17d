namespace Selma.Core.Tests.Models.SingleFile;

/// <summary>Names and sizes of the published checkpoints' tensors, made by the rules of the code that wrote them.</summary>
/// <remarks>
/// Source: CompVis/stable-diffusion, <c>openaimodel.py</c> and <c>model.py</c>; mlfoundations/open_clip, <c>transformer.py</c>. Independent of
/// the tables that are tested: it walks the networks as their constructors do.
/// </remarks>
internal sealed class OriginalKeyList
{
    private readonly Dictionary<string, long[]> _shapes = new(StringComparer.Ordinal);

    /// <summary>Sizes by name.</summary>
    public IReadOnlyDictionary<string, long[]> Shapes => _shapes;

    /// <summary>The denoising network.</summary>
    /// <param name="channels">Channels per level.</param>
    /// <param name="depths">Transformer blocks per level; 0 where a level has no attention.</param>
    /// <param name="middle">Transformer blocks in the middle.</param>
    /// <param name="context">Width of the context.</param>
    /// <param name="isLinear">Whether tokens are projected by matrices.</param>
    /// <param name="pooled">Width of the added embedding's input; 0 without one.</param>
    public static OriginalKeyList UNet(long[] channels, int[] depths, int middle, long context, bool isLinear, long pooled)
    {
        var list = new OriginalKeyList();
        var time = 4 * channels[0];
        list.Layer("time_embed.0", time, channels[0]);
        list.Layer("time_embed.2", time, time);
        if (pooled > 0)
        {
            list.Layer("label_emb.0.0", time, pooled);
            list.Layer("label_emb.0.2", time, time);
        }

        list.Layer("input_blocks.0.0", channels[0], 4, 3, 3);
        var skips = new Stack<long>([channels[0]]);
        var (width, block) = (channels[0], 1);
        for (var level = 0; level < channels.Length; level++)
        {
            for (var i = 0; i < 2; i++, block++)
            {
                list.Residual($"input_blocks.{block}.0", width, channels[level], time);
                width = channels[level];
                list.Transformer($"input_blocks.{block}.1", width, depths[level], context, isLinear);
                skips.Push(width);
            }

            if (level < channels.Length - 1)
            {
                list.Layer($"input_blocks.{block++}.0.op", width, width, 3, 3);
                skips.Push(width);
            }
        }

        list.Residual("middle_block.0", width, width, time);
        list.Transformer("middle_block.1", width, middle, context, isLinear);
        list.Residual("middle_block.2", width, width, time);
        block = 0;
        for (var level = channels.Length - 1; level >= 0; level--)
        {
            for (var i = 0; i < 3; i++, block++)
            {
                list.Residual($"output_blocks.{block}.0", width + skips.Pop(), channels[level], time);
                width = channels[level];
                list.Transformer($"output_blocks.{block}.1", width, depths[level], context, isLinear);
                if (i == 2 && level > 0)
                {
                    list.Layer($"output_blocks.{block}.{(depths[level] > 0 ? 2 : 1)}.conv", width, width, 3, 3);
                }
            }
        }

        list.Norm("out.0", width);
        list.Layer("out.2", 4, width, 3, 3);
        return list;
    }

    /// <summary>The autoencoder.</summary>
    public static OriginalKeyList Vae(long[] channels)
    {
        var list = new OriginalKeyList();
        list.Layer("encoder.conv_in", channels[0], 3, 3, 3);
        var width = channels[0];
        for (var level = 0; level < channels.Length; level++)
        {
            for (var i = 0; i < 2; i++)
            {
                list.VaeBlock($"encoder.down.{level}.block.{i}", width, channels[level]);
                width = channels[level];
            }

            if (level < channels.Length - 1)
            {
                list.Layer($"encoder.down.{level}.downsample.conv", width, width, 3, 3);
            }
        }

        list.VaeMiddle("encoder", width);
        list.Layer("encoder.conv_out", 8, width, 3, 3);
        list.Layer("decoder.conv_in", width, 4, 3, 3);
        list.VaeMiddle("decoder", width, isEncoder: false);
        for (var level = channels.Length - 1; level >= 0; level--)
        {
            for (var i = 0; i < 3; i++)
            {
                list.VaeBlock($"decoder.up.{level}.block.{i}", width, channels[level]);
                width = channels[level];
            }

            if (level > 0)
            {
                list.Layer($"decoder.up.{level}.upsample.conv", width, width, 3, 3);
            }
        }

        list.Norm("decoder.norm_out", width);
        list.Layer("decoder.conv_out", 3, width, 3, 3);
        list.Layer("quant_conv", 8, 8, 1, 1);
        list.Layer("post_quant_conv", 4, 4, 1, 1);
        return list;
    }

    /// <summary>A text encoder in OpenCLIP's names.</summary>
    public static OriginalKeyList OpenClip(long width, int layers)
    {
        var list = new OriginalKeyList();
        list._shapes["positional_embedding"] = [77, width];
        list._shapes["text_projection"] = [width, width];
        list._shapes["logit_scale"] = [];
        list._shapes["token_embedding.weight"] = [49408, width];
        for (var i = 0; i < layers; i++)
        {
            var block = $"transformer.resblocks.{i}";
            list.Norm($"{block}.ln_1", width);
            list._shapes[$"{block}.attn.in_proj_weight"] = [3 * width, width];
            list._shapes[$"{block}.attn.in_proj_bias"] = [3 * width];
            list.Layer($"{block}.attn.out_proj", width, width);
            list.Norm($"{block}.ln_2", width);
            list.Layer($"{block}.mlp.c_fc", 4 * width, width);
            list.Layer($"{block}.mlp.c_proj", width, 4 * width);
        }

        list.Norm("ln_final", width);
        return list;
    }

    private void VaeMiddle(string side, long width, bool isEncoder = true)
    {
        VaeBlock($"{side}.mid.block_1", width, width);
        Norm($"{side}.mid.attn_1.norm", width);
        foreach (var layer in new[] { "q", "k", "v", "proj_out" })
        {
            Layer($"{side}.mid.attn_1.{layer}", width, width, 1, 1);
        }

        VaeBlock($"{side}.mid.block_2", width, width);
        if (isEncoder)
        {
            Norm($"{side}.norm_out", width);
        }
    }

    private void VaeBlock(string name, long from, long to)
    {
        Norm($"{name}.norm1", from);
        Layer($"{name}.conv1", to, from, 3, 3);
        Norm($"{name}.norm2", to);
        Layer($"{name}.conv2", to, to, 3, 3);
        if (from != to)
        {
            Layer($"{name}.nin_shortcut", to, from, 1, 1);
        }
    }

    private void Residual(string name, long from, long to, long time)
    {
        Norm($"{name}.in_layers.0", from);
        Layer($"{name}.in_layers.2", to, from, 3, 3);
        Layer($"{name}.emb_layers.1", to, time);
        Norm($"{name}.out_layers.0", to);
        Layer($"{name}.out_layers.3", to, to, 3, 3);
        if (from != to)
        {
            Layer($"{name}.skip_connection", to, from, 1, 1);
        }
    }

    private void Transformer(string name, long width, int depth, long context, bool isLinear)
    {
        if (depth == 0)
        {
            return;
        }

        Norm($"{name}.norm", width);
        Layer($"{name}.proj_in", isLinear ? [width, width] : [width, width, 1, 1]);
        Layer($"{name}.proj_out", isLinear ? [width, width] : [width, width, 1, 1]);
        for (var i = 0; i < depth; i++)
        {
            var block = $"{name}.transformer_blocks.{i}";
            foreach (var (attention, source) in new[] { ("attn1", width), ("attn2", context) })
            {
                _shapes[$"{block}.{attention}.to_q.weight"] = [width, width];
                _shapes[$"{block}.{attention}.to_k.weight"] = [width, source];
                _shapes[$"{block}.{attention}.to_v.weight"] = [width, source];
                Layer($"{block}.{attention}.to_out.0", width, width);
            }

            foreach (var norm in new[] { "norm1", "norm2", "norm3" })
            {
                Norm($"{block}.{norm}", width);
            }

            Layer($"{block}.ff.net.0.proj", 8 * width, width);
            Layer($"{block}.ff.net.2", width, 4 * width);
        }
    }

    private void Norm(string name, long width)
    {
        _shapes[$"{name}.weight"] = [width];
        _shapes[$"{name}.bias"] = [width];
    }

    private void Layer(string name, params long[] shape)
    {
        _shapes[$"{name}.weight"] = shape;
        _shapes[$"{name}.bias"] = [shape[0]];
    }
}
