using Selma.Core.Artifacts;
using Selma.Core.Models.Weights;
using Selma.Core.Numerics;
using Selma.TestKit;
using static TorchSharp.torch;

namespace Selma.Core.Tests.Models.Weights;

public static class LayoutsGoldenTests
{
    private const double Tolerance = 5e-5;

    public static TheoryData<string> Autoencoders() => Folders("vae*");

    public static TheoryData<string> TextEncoders() => Folders("text_encoder*");

    [Theory(SkipTestWithoutData = true)]
    [MemberData(nameof(Autoencoders))]
    public static void Every_layout_gives_the_same_autoencoder(string layout)
    {
        var isVariant = layout.Contains("variant", StringComparison.Ordinal);
        using var vae = ModelParts.Vae(Shared.Golden("diffusion", "layouts", layout), Compute.Cpu, isVariant ? "fp16" : null);
        using var scope = NewDisposeScope();
        using var off = no_grad();
        var expected = TensorFile.Read(Shared.Golden("diffusion", "layouts", isVariant ? "expected_fp16.safetensors" : "expected.safetensors"));
        TensorAssert.Close(expected["moments"], vae.Moments(expected["image"]), Tolerance);
        TensorAssert.Close(expected["decoded"], vae.Decode(expected["latents"]), Tolerance);
    }

    [Theory(SkipTestWithoutData = true)]
    [MemberData(nameof(TextEncoders))]
    public static void Every_layout_gives_the_same_text_encoder(string layout)
    {
        using var encoder = ModelParts.TextEncoder(Shared.Golden("diffusion", "layouts", layout), Compute.Cpu);
        using var scope = NewDisposeScope();
        using var off = no_grad();
        var expected = TensorFile.Read(Shared.Golden("diffusion", "layouts", "text_expected.safetensors"));
        TensorAssert.Close(expected["last_hidden_state"], encoder.call(expected["input_ids"]), 2e-5);
    }

    [Fact]
    public static void A_variant_is_read_only_when_asked_for()
    {
        var error = Assert.Throws<SelmaException>(() => ModelParts.Vae(Shared.Golden("diffusion", "layouts", "vae_variant"), Compute.Cpu));
        Assert.Equal("SELMA2115", error.Code);
        Assert.Contains("diffusion_pytorch_model.fp16.safetensors", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public static void A_variant_that_a_part_lacks_falls_back_to_its_plain_file()
    {
        using var vae = ModelParts.Vae(Shared.Golden("diffusion", "layouts", "vae"), Compute.Cpu, "fp16");
        Assert.NotNull(vae);
    }

    private static TheoryData<string> Folders(string pattern) => Shared.HasGoldens
        ? [.. Directory.GetDirectories(Shared.Golden("diffusion", "layouts"), pattern).Select(folder => Path.GetFileName(folder)).Order()]
        : [];
}
