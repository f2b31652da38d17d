using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Selma.Core.Models;
using Selma.Core.Models.Layers;
using Selma.Core.Models.Text;
using Selma.TestKit;
using static TorchSharp.torch;

namespace Selma.Core.Tests.Models;

/// <summary>The published models' networks, built without memory: names, shapes and counts.</summary>
public static class FullSizeGoldenTests
{
    private static readonly JsonElement Lists = GoldenCases.Read("diffusion", "single_file", "key_lists.json");

    /// <summary>The shapes by models.md, sections 3 to 5.</summary>
    private static readonly Dictionary<string, Func<nn.Module>> Networks = new()
    {
        ["sd14_unet"] = () => new UNet(new()),
        ["sd2_unet"] = () => new UNet(new() { Heads = [5, 10, 20, 20], CrossAttentionDim = 1024, UseLinearProjection = true }),
        ["sdxl_unet"] = () => new UNet(new()
        {
            SampleSize = 128,
            BlockOutChannels = [320, 640, 1280],
            DownAttention = [false, true, true],
            UpAttention = [true, true, false],
            Heads = [5, 10, 20],
            TransformerLayers = [1, 2, 10],
            CrossAttentionDim = 2048,
            UseLinearProjection = true,
            AdditionTimeEmbedDim = 256,
            ProjectionClassEmbeddingsInputDim = 2816,
        }),
        ["vae"] = () => new Vae(new() { BlockOutChannels = [128, 256, 512, 512], LayersPerBlock = 2, SampleSize = 512 }),
        ["clip_l"] = () => new ClipTextModel(new() { HiddenSize = 768, IntermediateSize = 3072, Heads = 12 }),
        ["sd2_text"] = () => new ClipTextModel(new() { HiddenSize = 1024, IntermediateSize = 4096, Layers = 23, Heads = 16, Activation = "gelu" }),
        ["bigg_text"] = () => new ClipTextModel(new()
        {
            HiddenSize = 1280, IntermediateSize = 5120, Layers = 32, Heads = 20, Activation = "gelu", ProjectionDim = 1280,
        }),
    };

    public static TheoryData<string> Cases() => GoldenCases.Names(Lists, "models");

    [Theory(SkipTestWithoutData = true)]
    [MemberData(nameof(Cases))]
    public static void A_published_network_has_its_names_shapes_and_count(string name)
    {
        var expected = Lists.GetProperty("models").GetProperty(name);
        using var network = Layer.Blank(Networks[name]);
        var parameters = network.named_parameters().ToList();
        Assert.All(parameters, entry => Assert.Equal(TorchSharp.DeviceType.META, entry.parameter.device_type));
        Assert.Equal(expected.GetProperty("tensors").GetInt32(), parameters.Count);
        Assert.Equal(expected.GetProperty("parameters").GetInt64(), parameters.Sum(entry => entry.parameter.numel()));
        var lines = parameters.Select(entry => $"{entry.name} {string.Join(',', entry.parameter.shape)}").Order(StringComparer.Ordinal);
        var digest = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\n', lines))));
        Assert.Equal(expected.GetProperty("sha256_of_key_list").GetString(), digest);
    }
}
