using System.Security.Cryptography;
using System.Text;
using Selma.Core.Models.SingleFile;
using Selma.Core.Models.Weights;

namespace Selma.Core.Tests.Models.SingleFile;

/// <summary>The published models: original names and sizes become exactly the key lists whose digests models.md 4.4 gives.</summary>
public static class CheckpointNamesTests
{
    private const CheckpointKind Sd1 = CheckpointKind.StableDiffusion1;
    private const CheckpointKind Sd2 = CheckpointKind.StableDiffusion2;
    private const CheckpointKind Sdxl = CheckpointKind.StableDiffusionXL;
    private static readonly long[] Wide = [320, 640, 1280, 1280];

    [Fact]
    public static void The_network_of_sd1_has_its_key_list() => Check(
        OriginalKeyList.UNet(Wide, [1, 1, 1, 0], 1, 768, isLinear: false, 0), Sd1, "model.diffusion_model.", "unet", 686,
        "f8fb313c883791d76471bd829c7d5f3756f834cb450fd0a5b2e4ee0574696eea");

    [Fact]
    public static void The_network_of_sd2_has_its_key_list() => Check(
        OriginalKeyList.UNet(Wide, [1, 1, 1, 0], 1, 1024, isLinear: true, 0), Sd2, "model.diffusion_model.", "unet", 686,
        "eb6babef435c36ea70eebfee3f4dd74a328384b9c17eb489811acd8ce6839f41");

    [Fact]
    public static void The_network_of_sdxl_has_its_key_list() => Check(
        OriginalKeyList.UNet([320, 640, 1280], [0, 2, 10], 10, 2048, isLinear: true, 2816), Sdxl, "model.diffusion_model.", "unet", 1680,
        "10ca6f4d2ccd6cecf63756a63f08225ba0ac806491b0ba83124d630886bf94fa");

    [Theory]
    [InlineData("first_stage_model.")]
    [InlineData("vae.")]
    public static void The_autoencoder_has_its_key_list(string prefix) => Check(
        OriginalKeyList.Vae([128, 256, 512, 512]), Sd1, prefix, "vae", 248,
        "e35b8495640e49ff715d899fb0724529362d990a00fe6e16e6578dd957c8866f");

    [Fact]
    public static void The_text_encoder_of_sd2_has_its_key_list() => Check(
        OriginalKeyList.OpenClip(1024, 24), Sd2, "cond_stage_model.model.", "text_encoder", 372,
        "a29f889b0a47851d6fcf0902dfafaca1f6e43890734b03708e2a7b2e9fdbb908");

    [Fact]
    public static void The_second_text_encoder_of_sdxl_has_its_key_list() => Check(
        OriginalKeyList.OpenClip(1280, 32), Sdxl, "conditioner.embedders.1.model.", "text_encoder_2", 517,
        "0ddfa60672e5b31437ecdcbf68ffd790b9d7c3808df4311feffe9c0688f5e17a");

    [Fact]
    public static void Tensors_of_other_parts_and_of_training_are_left_out()
    {
        string[] names = ["alphas_cumprod", "model_ema.decay", "model_ema.diffusion_modelout2bias", "first_stage_model.quant_conv.bias"];
        Assert.Empty(CheckpointNames.Of(Sd1, "unet", names));
        Assert.Empty(CheckpointNames.Of(Sd1, "text_encoder_2", names));
        Assert.Equal([("quant_conv.bias", "first_stage_model.quant_conv.bias", TensorPart.Whole)], CheckpointNames.Of(Sd1, "vae", names));
    }

    [Fact]
    public static void A_name_on_no_list_stays_so_that_loading_tells_of_it() => Assert.Equal(
        [("control_model.bias", "model.diffusion_model.control_model.bias", TensorPart.Whole)],
        CheckpointNames.Of(Sd1, "unet", ["model.diffusion_model.control_model.bias"]));

    /// <summary>As many names come out as the published model has, all different, with its digest: nothing is lost, doubled or misnamed.</summary>
    private static void Check(OriginalKeyList list, CheckpointKind kind, string prefix, string part, int tensors, string digest)
    {
        using var file = new ListedTensors(list.Shapes.ToDictionary(entry => prefix + entry.Key, entry => entry.Value));
        var lines = CheckpointNames.Of(kind, part, file.Names)
            .Select(mapped => $"{mapped.Target} {string.Join(',', new WeightTensor(file, mapped.Source, mapped.Part).Shape!)}")
            .Order(StringComparer.Ordinal).ToArray();
        Assert.Equal(tensors, lines.Distinct().Count());
        Assert.Equal(digest, Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\n', lines)))));
    }
}
