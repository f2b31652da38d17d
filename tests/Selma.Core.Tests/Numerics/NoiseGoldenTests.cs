using System.Runtime.Intrinsics.X86;
using System.Security.Cryptography;
using System.Text.Json;
using Selma.Core.Numerics;
using Selma.TestKit;
using static Selma.Core.Tests.Numerics.GoldenDraw;
using static TorchSharp.torch;

namespace Selma.Core.Tests.Numerics;

public static class NoiseGoldenTests
{
    private static readonly JsonElement Golden = GoldenCases.Read("diffusion", "rng", "rng.json");

    public static TheoryData<int> Draws() => Count("draws");

    public static TheoryData<int> Sequences() => Count("sequences");

    [Theory(SkipTestWithoutData = true)]
    [MemberData(nameof(Draws))]
    public static void A_draw_is_that_of_pytorch(int index)
    {
        using var scope = NewDisposeScope();
        var draw = Golden.GetProperty("draws")[index];
        var values = IsNoise(draw) ? Noise.Normal((uint)Seed(draw), Longs(draw, "shape")) : Draw(draw, Generator(draw));
        Check(draw, values);
    }

    [Theory(SkipTestWithoutData = true)]
    [MemberData(nameof(Sequences))]
    public static void Draws_of_one_generator_follow_one_another_as_in_pytorch(int index)
    {
        using var scope = NewDisposeScope();
        var sequence = Golden.GetProperty("sequences")[index];
        using var generator = Generator(sequence);
        Assert.All(sequence.GetProperty("parts").EnumerateArray(), part => Check(part, Draw(part, generator)));
    }

    [Fact]
    public static void Sixteen_bit_noise_is_float32_noise_rounded()
    {
        Shared.RequireGoldens();
        using var scope = NewDisposeScope();
        foreach (var draw in Golden.GetProperty("draws_16_bit").GetProperty("draws").EnumerateArray())
        {
            var shape = Longs(draw, "shape");
            var values = draw.GetProperty("kind").GetString() == "randn"
                ? Noise.Normal((uint)Seed(draw), shape)
                : rand(shape, dtype: ScalarType.Float32, generator: Generator(draw));
            Check(draw, values.to(Type(draw)));
        }
    }

    [Fact]
    public static void A_batch_is_one_draw_per_generator()
    {
        Shared.RequireGoldens();
        using var scope = NewDisposeScope();
        var list = Golden.GetProperty("randn_tensor_list");
        var call = list.GetProperty("call").GetString()!; // randn_tensor((2,4,8,8), generator=[manual_seed(42), manual_seed(43)])
        var shape = Numbers(call[call.IndexOf("((", StringComparison.Ordinal)..call.IndexOf("),", StringComparison.Ordinal)]);
        var seeds = Numbers(call[call.IndexOf('[', StringComparison.Ordinal)..]);
        var items = seeds.Select(seed => Noise.Normal((uint)seed, [1, .. shape[1..].Select(size => (long)size)])).ToArray();
        Assert.Equal(list.GetProperty("item_sha256").EnumerateArray().Select(digest => digest.GetString()), items.Select(Digest));
        Assert.Equal(list.GetProperty("sha256").GetString(), Digest(cat(items, 0)));
    }

    private static bool IsNoise(JsonElement draw) =>
        draw.GetProperty("kind").GetString() == "randn" && draw.GetProperty("dtype").GetString() == "float32";

    private static void Check(JsonElement draw, Tensor values)
    {
        var flat = values.reshape(-1).to(ScalarType.Float64).data<double>().ToArray();
        var tolerance = values.is_floating_point() && !Avx2.IsSupported ? 4e-6 : 0;
        foreach (var (name, offset) in new[] { ("values", 0), ("first", 0), ("last", -8) })
        {
            if (draw.TryGetProperty(name, out var expected))
            {
                var start = offset < 0 ? flat.Length - expected.GetArrayLength() : 0;
                Assert.All(expected.EnumerateArray(), (value, i) => Near(draw, value, flat[start + i], tolerance));
            }
        }

        if (tolerance == 0 && draw.TryGetProperty("sha256", out var digest))
        {
            Assert.Equal(digest.GetString(), Digest(values));
        }
    }

    /// <summary>Expected values are printed as the shortest text of their own type.</summary>
    private static void Near(JsonElement draw, JsonElement expected, double actual, double tolerance) => Assert.Equal(
        draw.GetProperty("dtype").GetString() is "float64" or "int64" ? expected.GetDouble() : expected.GetSingle(),
        actual,
        Math.Max(tolerance, draw.GetProperty("dtype").GetString() is "float16" or "bfloat16" ? 1e-7 * Math.Abs(actual) : 0));

    private static string Digest(Tensor values) => Convert.ToHexStringLower(SHA256.HashData(values.contiguous().bytes));

    private static TheoryData<int> Count(string list) =>
        Golden.ValueKind == JsonValueKind.Undefined ? [] : [.. Enumerable.Range(0, Golden.GetProperty(list).GetArrayLength())];
}
