using System.Text.Json;
using Selma.Core.Artifacts;
using Selma.Core.Models.Layers;
using Selma.TestKit;
using static TorchSharp.torch;

namespace Selma.Core.Tests.Models.Layers;

public static class TimestepEmbeddingGoldenTests
{
    private static readonly JsonElement Blocks = GoldenCases.Read("diffusion", "blocks", "blocks.json");

    public static TheoryData<string> Embeddings() => GoldenCases.Names(Blocks, "timestep_embedding", "cases");

    [Theory(SkipTestWithoutData = true)]
    [MemberData(nameof(Embeddings))]
    public static void A_timesteps_sinusoids_are_those_of_diffusers(string name)
    {
        using var scope = NewDisposeScope();
        var golden = TensorFile.Read(Shared.Golden("diffusion", "blocks", "timestep_embedding.safetensors"));
        var settings = Blocks.GetProperty("timestep_embedding").GetProperty("cases").GetProperty(name);
        Tensor Sinusoids(Tensor timesteps) => TimestepEmbedding.Sinusoids(
            timesteps, settings.GetProperty("dim").GetInt64(), settings.GetProperty("flip_sin_to_cos").GetBoolean(), settings.GetProperty("downscale_freq_shift").GetDouble());
        TensorAssert.Close(golden[name], Sinusoids(golden["timesteps"]), 1e-4);
        if (golden.TryGetValue("float_" + name, out var floats))
        {
            TensorAssert.Close(floats, Sinusoids(golden["timesteps_float"]), 1e-4);
        }

        if (settings.GetProperty("dim").GetInt64() == 256)
        {
            TensorAssert.Close(golden["time_ids_256"], Sinusoids(golden["time_ids"]), 1e-4);
        }
    }
}
