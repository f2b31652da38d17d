using System.Text.Json;
using Selma.Core.Artifacts;
using Selma.TestKit;
using static TorchSharp.torch;

namespace Selma.Core.Tests.Models.Layers;

public static class BlocksGoldenTests
{
    private const double Tolerance = 2e-5;
    private static readonly JsonElement Blocks = GoldenCases.Read("diffusion", "blocks", "blocks.json");

    public static TheoryData<string> Cases() => GoldenCases.Names(Blocks, "blocks");

    [Theory(SkipTestWithoutData = true)]
    [MemberData(nameof(Cases))]
    public static void A_block_computes_what_its_original_does(string name)
    {
        var golden = TensorFile.Read(Shared.Golden("diffusion", "blocks", $"{name}.safetensors"));
        using var block = GoldenBlock.Build(name, golden);
        using var scope = NewDisposeScope();
        using var off = no_grad();
        TensorAssert.Close(golden["output"], GoldenBlock.Call(block, golden), Tolerance, name);
    }
}
