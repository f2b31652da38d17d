using Selma.Core.Models;
using Selma.Core.Models.Layers;
using Selma.Core.Models.Memory;
using Selma.Core.Models.SingleFile;
using Selma.Core.Models.Text;
using Selma.TestKit;
using static TorchSharp.torch;

namespace Selma.Core.Tests.Models.Memory;

/// <summary>Weights are counted exactly, and what is in memory grows with what is asked for.</summary>
public static class ModelMemoryTests
{
    private static readonly ModelShape Sd14 = ModelShape.Published(CheckpointKind.StableDiffusion1);
    private static readonly ModelMemory Small = new(Sd14, "bfloat16");

    /// <summary>The parameters of the published checkpoints.</summary>
    [Theory]
    [InlineData("CompVis/stable-diffusion-v1-4", 859_520_964, 123_060_480)]
    [InlineData("stabilityai/stable-diffusion-2", 865_910_724, 340_387_840)]
    [InlineData("stabilityai/stable-diffusion-xl-base-1.0", 2_567_463_684, 123_060_480 + 694_659_840)]
    public static void Published_models_have_their_counts(string id, long unet, long texts)
    {
        var memory = new ModelMemory(PublishedShapes.Of(id)!, "float32");
        Assert.Equal((unet, texts, 83_653_863), (memory.UNetWeights, memory.TextWeights, memory.VaeWeights));
        Assert.Equal(4 * (unet + texts + 83_653_863), memory.Weights);
    }

    [Theory]
    [InlineData("CompVis/stable-diffusion-v1-4")]
    [InlineData("stabilityai/stable-diffusion-2")]
    [InlineData("stabilityai/stable-diffusion-xl-base-1.0")]
    public static void Counts_are_those_of_the_networks_themselves(string id) => AssertCounts(PublishedShapes.Of(id)!);

    [Fact]
    public static void So_are_those_of_the_embedded_model_and_its_adapter()
    {
        var shape = ModelShape.Find(Path.Combine(Repository.Root, "models", "selma-mini"))!;
        AssertCounts(shape);
        AssertCounts(new(TinyModel.UNetConfig, new() { BlockOutChannels = [16, 16], NormGroups = 8 }, new() { HiddenSize = 16 }, null));
    }

    /// <summary>
    /// A block of width d has eight projections, six of d x d and two of 768 x d: 14 d + 2 * 768 numbers a rank. Blocks are 5 of 320 channels,
    /// 5 of 640 and 6 of 1280.
    /// </summary>
    [Fact]
    public static void An_adapter_of_rank_128_has_its_count() => Assert.Equal(
        128 * ((14 * ((5 * 320) + (5 * 640) + (6 * 1280))) + (16 * 2 * 768)), Small.UNet(PassKind.Train, 1, 128, (8, 8)).Adapter);

    [Fact]
    public static void Float16_widens_only_the_autoencoder() =>
        Assert.Equal(2 * 83_653_863, new ModelMemory(Sd14, "float16").Weights - Small.Weights);

    [Fact]
    public static void A_batch_saves_as_many_times_what_an_image_does()
    {
        var one = Small.UNet(PassKind.Train, 1, 128, (64, 64));
        var three = Small.UNet(PassKind.Train, 3, 128, (64, 64));
        Assert.Equal(3 * one.Saved, three.Saved);
        Assert.InRange(three.Peak, 2 * one.Peak, 3 * one.Peak); // weights are copied once for any batch
        Assert.InRange(one.Saved, 0.8 * one.Peak, one.Peak);
    }

    [Fact]
    public static void Drawing_saves_nothing_and_keeps_less_than_training()
    {
        var drawn = Small.UNet(PassKind.Draw, 1, 0, (64, 64));
        Assert.Equal(0, drawn.Saved);
        Assert.InRange(drawn.Peak, 1, Small.UNet(PassKind.Train, 1, 128, (64, 64)).Peak / 2);
    }

    [Fact]
    public static void More_of_anything_takes_more()
    {
        long Train(int batch = 2, long rank = 128, int threads = 1, bool recompute = false, long pairs = 100) =>
            Small.Train(pairs, true, rank, batch, threads, recompute);
        var usual = Train();
        Assert.All([Train(batch: 4), Train(rank: 256), Train(threads: 2), Train(pairs: 1000)], more => Assert.True(more > usual));
        Assert.True(Train(recompute: true) < usual);
        Assert.True(new ModelMemory(Sd14, "float32").Train(100, true, 128, 2, 1, false) > usual);
        Assert.True(Small.Draw(4, true, (768, 768), false, 1) > Small.Draw(4, true, (512, 512), false, 1));
        Assert.True(Small.Steps(8, (512, 512), 1) > Small.Steps(4, (512, 512), 1));
    }

    [Fact]
    public static void Tiles_lower_what_large_images_take_to_decode()
    {
        Assert.True(Small.Draw(1, false, (1024, 1024), true, 1) < Small.Draw(1, false, (1024, 1024), false, 1));
        Assert.Equal(Small.Draw(1, false, (512, 512), false, 1), Small.Draw(1, false, (512, 512), true, 1)); // no larger than a tile
    }

    [Fact]
    public static void So_they_do_for_what_is_trained_on()
    {
        long Encode(long latent, bool tiled) => new ModelMemory(Sd14 with { LatentSize = latent }, "bfloat16").Encode(0, false, 1, tiled, 1);
        Assert.Equal(Encode(64, tiled: false), Encode(64, tiled: true));
        Assert.Equal(Encode(64, tiled: false), Encode(128, tiled: true)); // a tile at a time
        Assert.True(Encode(128, tiled: false) > Encode(128, tiled: true));
    }

    /// <summary>The factors once, and while that copy is made the files' own; a pass keeps less than where they are trained.</summary>
    [Fact]
    public static void A_mixture_holds_frozen_factors_once()
    {
        var tiny = new ModelMemory(Sd14 with { LatentSize = 8 }, "bfloat16");
        Assert.Equal(tiny.Weights + (2 * 4 * 640 * 199_296), tiny.Mix(0, 640, 1, 1, recompute: true)); // activations are less than a copy
        Assert.Equal(10 * ((2 * 4 * 4 * 8 * 8) + (77 * 768 * 2)), tiny.Mix(10, 640, 1, 1, true) - tiny.Mix(0, 640, 1, 1, true));
        Assert.True(Small.UNet(PassKind.Train, 1, 640, (64, 64), isMixture: true).Saved < Small.UNet(PassKind.Train, 1, 640, (64, 64)).Saved);
    }

    /// <summary>Latents of 4 x 64 x 64, mean and log-variance in float32, mirrored too; texts of 77 x 768 in bfloat16.</summary>
    [Fact]
    public static void Pairs_are_kept_as_latents_and_text_states() => Assert.Equal(
        10 * ((2 * 2 * 4 * 4 * 64 * 64) + (77 * 768 * 2)), Small.Train(10, true, 8, 1, 1, false) - Small.Train(0, true, 8, 1, 1, false));

    [Fact]
    public static void Unknown_models_have_no_shape()
    {
        using var folder = new TemporaryFolder();
        Assert.Null(ModelShape.Find(folder.FullPath));
        Assert.Null(PublishedShapes.Of("someone/something"));
    }

    private static void AssertCounts(ModelShape shape)
    {
        var memory = new ModelMemory(shape, "float32");
        Assert.Equal(Count(() => new UNet(shape.UNet)), memory.UNetWeights);
        Assert.Equal(Count(() => new Vae(shape.Vae)), memory.VaeWeights);
        Assert.Equal(
            Count(() => new ClipTextModel(shape.Text)) + (shape.Text2 is { } second ? Count(() => new ClipTextModel(second)) : 0), memory.TextWeights);
    }

    private static long Count(Func<nn.Module> build)
    {
        using var network = Layer.Blank(build);
        return network.parameters().Sum(parameter => parameter.numel());
    }
}
