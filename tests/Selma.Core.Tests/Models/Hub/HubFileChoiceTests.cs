using Selma.Core.Models.Hub;

namespace Selma.Core.Tests.Models.Hub;

public static class HubFileChoiceTests
{
    private static readonly string[] Whole =
    [
        "README.md", "model_index.json", "feature_extractor/preprocessor_config.json", "safety_checker/model.safetensors", "safety_checker/config.json",
        "scheduler/scheduler_config.json", "tokenizer/vocab.json", "tokenizer/merges.txt", "tokenizer/tokenizer_config.json", "tokenizer/special_tokens_map.json",
        "text_encoder/config.json", "text_encoder/model.safetensors", "text_encoder/model.fp16.safetensors", "text_encoder/pytorch_model.bin",
        "text_encoder/flax_model.msgpack", "unet/config.json", "unet/diffusion_pytorch_model.bin", "unet/diffusion_pytorch_model.non_ema.safetensors",
        "unet/diffusion_pytorch_model.safetensors", "unet/diffusion_pytorch_model.fp16.safetensors", "vae/config.json", "vae/diffusion_pytorch_model.bin", "vae/decoder_model.onnx",
    ];

    private static readonly string[] Small =
    [
        "model_index.json", "scheduler/scheduler_config.json", "text_encoder/config.json", "tokenizer/merges.txt", "tokenizer/special_tokens_map.json",
        "tokenizer/tokenizer_config.json", "tokenizer/vocab.json", "unet/config.json", "vae/config.json",
    ];

    [Fact]
    public static void One_form_of_each_parts_weights_is_chosen_safetensors_first() => Assert.Equal(
        [.. Small, "text_encoder/model.safetensors", "unet/diffusion_pytorch_model.safetensors", "vae/diffusion_pytorch_model.bin"],
        HubFileChoice.Of(Whole, null),
        SameItems);

    [Fact]
    public static void A_variant_is_chosen_where_a_part_has_it() => Assert.Equal(
        [.. Small, "text_encoder/model.fp16.safetensors", "unet/diffusion_pytorch_model.fp16.safetensors", "vae/diffusion_pytorch_model.bin"],
        HubFileChoice.Of(Whole, "fp16"),
        SameItems);

    [Theory]
    [InlineData(null, "unet/d.safetensors.index.json", "unet/d-00001-of-00002.safetensors", "unet/d-00002-of-00002.safetensors")]
    [InlineData("fp16", "unet/d.safetensors.index.fp16.json", "unet/d.fp16-00001-of-00002.safetensors", "unet/d.fp16-00002-of-00002.safetensors")]
    [InlineData("old", "unet/d.safetensors.old.index.json", "unet/d-00001-of-00002.old.safetensors", "unet/d-00002-of-00002.old.safetensors")]
    public static void An_index_brings_its_own_shards(string? variant, params string[] expected)
    {
        string[] all =
        [
            "unet/d.safetensors.index.json", "unet/d-00001-of-00002.safetensors", "unet/d-00002-of-00002.safetensors", "unet/d.safetensors.index.fp16.json",
            "unet/d.fp16-00001-of-00002.safetensors", "unet/d.fp16-00002-of-00002.safetensors", "unet/d.safetensors.old.index.json",
            "unet/d-00001-of-00002.old.safetensors", "unet/d-00002-of-00002.old.safetensors", "unet/x-00001-of-00002.safetensors",
        ];
        string[] Long(IEnumerable<string> names) => [.. names.Select(name => name.Replace("/d", "/diffusion_pytorch_model", StringComparison.Ordinal))];
        Assert.Equal(Long(expected), HubFileChoice.Of(Long(all), variant), SameItems);
    }

    private static bool SameItems(IEnumerable<string> expected, IEnumerable<string> actual) =>
        expected.Order(StringComparer.Ordinal).SequenceEqual(actual.Order(StringComparer.Ordinal));
}
