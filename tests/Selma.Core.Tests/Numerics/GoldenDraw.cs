using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using Selma.Core.Numerics;
using static TorchSharp.torch;

namespace Selma.Core.Tests.Numerics;

/// <summary>Repeats a draw that a golden file describes.</summary>
internal static class GoldenDraw
{
    public static Tensor Draw(JsonElement draw, Generator generator)
    {
        var kind = draw.GetProperty("kind").GetString()!;
        var numbers = Numbers(kind);
        var shape = draw.TryGetProperty("shape", out _) ? Longs(draw, "shape") : [draw.GetProperty("n").GetInt64()];
        return kind.Split('(')[0] switch
        {
            "randn" => randn(shape, dtype: Type(draw), generator: generator),
            "rand" => rand(shape, dtype: Type(draw), generator: generator),
            "randint" => RandomIntegers(draw, shape, generator),
            "randperm" => randperm(draw.GetProperty("n").GetInt64(), dtype: ScalarType.Int64, generator: generator),
            "normal_" => empty(shape).normal_(numbers[0], numbers[1], generator),
            "uniform_" => empty(shape).uniform_(numbers[0], numbers[1], generator),
            "bernoulli" => bernoulli(ones(shape).TimesInPlace(numbers[0]), generator),
            "multinomial" => tensor(numbers[..^1].Select(weight => (float)weight).ToArray()).multinomial((long)numbers[^1], true, generator),
            _ => throw new InvalidOperationException($"The golden file asks for '{kind}'."),
        };
    }

    private static Tensor RandomIntegers(JsonElement draw, long[] shape, Generator generator)
    {
        var low = draw.TryGetProperty("low", out var value) ? value.GetInt64() : 0;
        var high = draw.TryGetProperty("high", out value) ? value.GetInt64() : 1000; // sequences draw below 1000
        return randint(low, high, shape, dtype: ScalarType.Int64, generator: generator);
    }

    public static Generator Generator(JsonElement draw) => new((ulong)Seed(draw), CPU);

    public static long Seed(JsonElement draw) => draw.GetProperty("seed").GetInt64();

    public static long[] Longs(JsonElement draw, string name) =>
        [.. draw.GetProperty(name).EnumerateArray().Select(size => size.GetInt64())];

    public static ScalarType Type(JsonElement draw) => draw.GetProperty("dtype").GetString() switch
    {
        "float64" => ScalarType.Float64,
        "float16" => ScalarType.Float16,
        "bfloat16" => ScalarType.BFloat16,
        _ => ScalarType.Float32,
    };

    public static double[] Numbers(string text) =>
        [.. Regex.Matches(text, @"-?\d+(\.\d+)?").Select(match => double.Parse(match.Value, CultureInfo.InvariantCulture))];
}
