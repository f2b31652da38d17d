using System.Security.Cryptography;
using System.Text.Json;
using Selma.Core.Artifacts;
using Selma.Core.Models.SingleFile;
using Selma.Core.Models.Weights;
using Selma.Core.Numerics;
using Selma.TestKit;

namespace Selma.Core.Tests.Models.SingleFile;

public static class SingleFileGoldenTests
{
    private static readonly Dictionary<string, CheckpointKind> Kinds = new()
    {
        ["sd1"] = CheckpointKind.StableDiffusion1, ["sd2"] = CheckpointKind.StableDiffusion2, ["sdxl"] = CheckpointKind.StableDiffusionXL,
    };

    public static TheoryData<string> Cases() => Shared.HasGoldens
        ? [.. Directory.GetFiles(Folder(), "*.expected.json").Select(file => Path.GetFileName(file).Split('.')[0]).Order()]
        : [];

    [Theory(SkipTestWithoutData = true)]
    [MemberData(nameof(Cases))]
    public static void Every_tensor_is_what_diffusers_makes_of_it(string name)
    {
        using var json = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(Folder(), $"{name}.expected.json")));
        var expected = json.RootElement.EnumerateObject().ToDictionary(entry => entry.Name, entry => entry.Value.GetString()!);
        using var file = TensorFile.Open(Path.Combine(Folder(), $"{name}.original.safetensors"));
        var actual = expected.Keys.Select(key => key.Split('.')[0]).Distinct().SelectMany(part => Converted(file, Kinds[name], part)).ToDictionary();
        Assert.Equal(expected.OrderBy(entry => entry.Key, StringComparer.Ordinal), actual.OrderBy(entry => entry.Key, StringComparer.Ordinal));
    }

    [Theory(SkipTestWithoutData = true)]
    [MemberData(nameof(Cases))]
    public static void Networks_are_filled_from_the_file_that_the_folder_points_to(string name)
    {
        using var json = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(Folder(), "single_file.json")));
        using var folder = new TemporaryFolder();
        var path = Path.Combine(Folder(), $"{name}.original.safetensors");
        new CheckpointPointer(path, Kinds[name]).Write(folder.FullPath);
        foreach (var part in new[] { "unet", "vae" })
        {
            AtomicFile.WriteText(folder.File(part, "config.json"), json.RootElement.GetProperty("cases").GetProperty(name).GetProperty($"{part}_config").GetRawText());
        }

        using var vae = ModelParts.Vae(folder.File("vae"), Compute.Cpu);
        using var unet = ModelParts.UNet(folder.File("unet"), Compute.Cpu);
        using var file = TensorFile.Open(path);
        using var original = file.ReadTensor("first_stage_model.decoder.up.3.block.0.conv1.weight");
        TensorAssert.Close(original.to(TorchSharp.torch.ScalarType.Float32), vae.get_parameter("decoder.up_blocks.0.resnets.0.conv1.weight")!, 0);
        using var last = file.ReadTensor("model.diffusion_model.output_blocks.8.0.skip_connection.weight");
        TensorAssert.Close(last.to(TorchSharp.torch.ScalarType.Float32), unet.get_parameter("up_blocks.2.resnets.2.conv_shortcut.weight")!, 0);
    }

    private static IEnumerable<KeyValuePair<string, string>> Converted(ITensorFile file, CheckpointKind kind, string part) =>
        from mapped in CheckpointNames.Of(kind, part, file.Names)
        select KeyValuePair.Create($"{part}.{mapped.Target}", Describe(new(file, mapped.Source, mapped.Part)));

    /// <summary>The sizes, and 16 digits of the bytes' digest, as the golden files state them.</summary>
    private static string Describe(WeightTensor weight)
    {
        using var tensor = weight.Read();
        using var rowMajor = tensor.contiguous();
        Assert.Equal(weight.Shape, rowMajor.shape);
        return $"{string.Join(',', rowMajor.shape)} {Convert.ToHexStringLower(SHA256.HashData(rowMajor.bytes.ToArray()))[..16]}";
    }

    private static string Folder() => Shared.Golden("diffusion", "single_file");
}
