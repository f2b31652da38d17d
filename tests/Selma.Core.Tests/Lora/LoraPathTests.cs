using CsCheck;
using Selma.Core.Lora;

namespace Selma.Core.Tests.Lora;

public static class LoraPathTests
{
    private static readonly Gen<string> Attention =
        from block in Gen.OneOf(
            Gen.Select(Any("down_blocks", "up_blocks"), Gen.Int[0, 3], Gen.Int[0, 2], (name, i, j) => name == "down_blocks" && j == 2 ? $"{name}.{i}.attentions.1" : $"{name}.{i}.attentions.{j}"),
            Gen.Const("mid_block.attentions.0"))
        from depth in Gen.Int[0, 9]
        from leaf in Any("attn1.to_q", "attn1.to_k", "attn1.to_v", "attn1.to_out.0", "attn2.to_q", "attn2.to_k", "attn2.to_v", "attn2.to_out.0", "ff.net.0.proj", "ff.net.2")
        select $"{block}.transformer_blocks.{depth}.{leaf}";

    [Fact]
    public static void Underscores_are_undone() => Attention.Sample(path => Assert.Equal(path, LoraPath.FromUnderscores(path.Replace('.', '_'))));

    [Fact]
    public static void Original_names_are_undone_with_dots_and_with_underscores() => Attention.Sample(path =>
    {
        Assert.Equal(path, LoraPath.Canonical(LoraPath.ToSgm(path)));
        Assert.Equal(path, LoraPath.Canonical(LoraPath.FromUnderscores(LoraPath.ToSgm(path).Replace('.', '_'))));
    });

    [Theory]
    [InlineData("down_blocks.1.attentions.0.x", "input_blocks.4.1.x")] // training.md 5.1
    [InlineData("up_blocks.0.attentions.0.x", "output_blocks.0.1.x")]
    [InlineData("mid_block.attentions.0.x", "middle_block.1.x")]
    [InlineData("down_blocks.2.attentions.1.proj_in", "input_blocks.8.1.proj_in")]
    [InlineData("down_blocks.0.resnets.1.time_emb_proj", "input_blocks.2.0.emb_layers.1")]
    [InlineData("mid_block.resnets.1.time_emb_proj", "middle_block.2.emb_layers.1")]
    [InlineData("time_embedding.linear_1", "time_embedding.linear_1")]
    public static void Blocks_have_these_names(string path, string sgm)
    {
        Assert.Equal(sgm, LoraPath.ToSgm(path));
        Assert.Equal(path, LoraPath.Canonical(sgm));
    }

    [Theory]
    [InlineData("lora_unet_down_blocks_0_attentions_0_transformer_blocks_0_attn1_to_out_0.lora_up.weight", LoraRole.Up)]
    [InlineData("lycoris_down_blocks_0_attentions_0_transformer_blocks_0_attn1_to_out_0.lora_up.weight", LoraRole.Up)]
    [InlineData("unet.down_blocks.0.attentions.0.transformer_blocks.0.attn1.processor.to_out_lora.down.weight", LoraRole.Down)]
    [InlineData("down_blocks.0.attentions.0.transformer_blocks.0.attn1.processor.to_out_lora.down.weight", LoraRole.Down)]
    [InlineData("base_model.model.down_blocks.0.attentions.0.transformer_blocks.0.attn1.to_out.0.lora_B.weight", LoraRole.Up)]
    [InlineData("base_model.model.unet.down_blocks.0.attentions.0.transformer_blocks.0.attn1.to_out.0.lora_A.default.weight", LoraRole.Down)]
    [InlineData("diffusion_model.input_blocks.1.1.transformer_blocks.0.attn1.to_out.0.lora_A.weight", LoraRole.Down)]
    [InlineData("lora_unet_input_blocks_1_1_transformer_blocks_0_attn1_to_out_0.alpha", LoraRole.Alpha)]
    [InlineData("unet.down_blocks.0.attentions.0.transformer_blocks.0.attn1.to_out.0.lora_linear_layer.up.weight", LoraRole.Up)]
    internal static void All_names_of_a_layer_are_understood(string key, LoraRole role) =>
        Assert.Equal(new LoraKey("down_blocks.0.attentions.0.transformer_blocks.0.attn1.to_out.0", role), LoraKey.Read(key));

    private static Gen<T> Any<T>(params T[] values) => Gen.Int[0, values.Length - 1].Select(i => values[i]);
}
