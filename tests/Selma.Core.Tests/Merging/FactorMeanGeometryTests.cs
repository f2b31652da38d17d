using CsCheck;
using Selma.Core.Lora;
using Selma.Core.Merging;
using Selma.Core.Numerics;
using static TorchSharp.torch;

namespace Selma.Core.Tests.Merging;

public static class FactorMeanGeometryTests
{
    private const int Rank = 2;
    private const int In = 4;
    private const int Out = 3;
    private static readonly Gen<float[]> Down = Gen.Float[-1, 1].Array[Rank * In];
    private static readonly Gen<float[]> Up = Gen.Float[-1, 1].Array[Out * Rank];

    [Fact]
    public static void A_value_worked_by_hand()
    {
        using var scope = NewDisposeScope();
        var first = new LoraLayer(tensor([1f, 0], 1, 2), tensor([2f, 0], 2, 1)); // B A = [[2, 0], [0, 0]]
        var second = new LoraLayer(tensor([0f, 1], 1, 2), tensor([0f, 4], 2, 1)); // B A = [[0, 0], [0, 4]]
        var geometry = new FactorMeanGeometry();
        geometry.Add([first, second]); // U = [[1, 0], [0, 2]], P = [[0.5, 0.5], [1, 1]]
        Assert.Equal(Math.Sqrt(2.5 / 5), geometry.NormRatio, 1e-6);
        Assert.Equal(2.5 / Math.Sqrt(2.5 * 5), geometry.Cosine, 1e-6);
        Assert.Equal((0.25 + 0.25 + 1 + 1) / 5, geometry.CrossTermEnergy, 1e-6); // P - U = [[-0.5, 0.5], [1, -1]]
    }

    [Fact]
    public static void Experts_of_one_down_factor_have_no_cross_terms() => Gen.Select(Down, Up.Array[1, 4]).Sample((down, ups) =>
    {
        using var scope = NewDisposeScope();
        var geometry = new FactorMeanGeometry();
        geometry.Add([.. ups.Select(up => Layer(down, up, 1.5))]);
        Assert.Equal(0, geometry.CrossTermEnergy, 1e-4);
    });

    [Fact]
    public static void It_is_what_updates_say() => Gen.Select(Down, Up, Gen.Double[0.5, 2]).Array[2, 4].Sample(parts =>
    {
        using var scope = NewDisposeScope();
        var experts = parts.Select(part => Layer(part.Item1, part.Item2, part.Item3)).ToList();
        var updates = experts.Select(LoraWeights.Delta).Aggregate((a, b) => a.Plus(b)).Over(experts.Count);
        var downs = experts.Select(expert => expert.Down).Aggregate((a, b) => a.Plus(b)).Over(experts.Count);
        var ups = experts.Select(expert => expert.Up.Times(expert.Scale)).Aggregate((a, b) => a.Plus(b)).Over(experts.Count);
        var factors = ups.matmul(downs);
        var geometry = new FactorMeanGeometry();
        geometry.Add(experts);
        Assert.Equal(Norm(factors), geometry.NormRatio * Norm(updates), 1e-3);
        Assert.Equal(Math.Pow(Norm(factors.Minus(updates)), 2), geometry.CrossTermEnergy * Math.Pow(Norm(updates), 2), 1e-3);
    });

    private static LoraLayer Layer(float[] down, float[] up, double scale) => new(tensor(down).view(Rank, In), tensor(up).view(Out, Rank), scale);

    private static double Norm(Tensor x) => Math.Sqrt(x.square().sum().item<float>());
}
