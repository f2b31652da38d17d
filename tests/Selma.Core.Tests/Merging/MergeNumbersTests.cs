using Selma.Core.Merging;

namespace Selma.Core.Tests.Merging;

/// <summary>Two experts of rank 3 at a layer of 10 x 20: factors of 180 numbers, updates of 200.</summary>
public static class MergeNumbersTests
{
    private const long Factors = 2 * 3 * (10 + 20);
    private static readonly LayerSize Layer = new(2, 3, In: 20, Out: 10);

    [Theory]
    [InlineData("paper", Factors + (6 * 20) + 90)] // the larger factor of both experts weighted; the result
    [InlineData("uniform", Factors + Factors + (6 * 20))] // side by side, A weighted before
    [InlineData("svd", (3 * Factors) + (2 * 36) + 36 + (7 * 36))] // factors side by side, their bases; cores of 6 x 6, their sum, its decomposition
    [InlineData("ties_svd", Factors + (2 * 200) + (2500))] // updates, and of each copies, signs and masks
    [InlineData("dare_linear_svd", Factors + (2 * 200) + (10 * 200))]
    [InlineData("lego", 4 * Factors)]
    public static void A_layer_has_its_count(string method, long numbers) => Assert.Equal(numbers, MergeMethods.Find(method).Numbers(Layer));

    [Fact]
    public static void Where_factors_are_not_thin_cores_are_updates() =>
        Assert.Equal(
            (2 * 2 * 5 * 30) + (2 * 200) + 200 + (3 * 200) + (8 * 100), // a decomposition after QR
            MergeMethods.Find("svd").Numbers(Layer with { Rank = 5 }));

    [Fact]
    public static void Every_method_holds_the_experts_factors() =>
        Assert.All(MergeMethods.Names, name => Assert.InRange(MergeMethods.Find(name).Numbers(Layer), Factors + 1, 40 * Factors));
}
