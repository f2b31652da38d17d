using Selma.Core.Artifacts;
using Selma.Core.Merging;

namespace Selma.Core.Tests.Merging;

public static class MergeSettingsTests
{
    public static TheoryData<MergeSettings, string> Faults() => new()
    {
        { new() { Weights = [1] }, "'merge.weights' are 1, and there are 2 experts" },
        { new() { Method = "lego", Weights = [1, 1] }, "'lego' weights experts itself" },
        { new() { Method = "mergekit_linear", Weights = [1, -1] }, "add up to 0" },
        { new() { Method = "uniform", Rank = 4 }, "Remove 'merge.rank', or use 'svd'" },
        { new() { Method = "svd", Rank = 0 }, "'merge.rank' is 0" },
        { new() { Method = "ties", Density = 0 }, "'merge.density' is 0" },
        { new() { Method = "ties", MajoritySignMethod = "count" }, "Use total or frequency" },
        { new() { Method = "svd", Decomposition = "fast" }, "Use exact or randomized" },
        { new() { Method = "uniform", Decomposition = "randomized" }, "Remove 'merge.decomposition'" },
        { new() { Method = "lego", Strength = -1 }, "'merge.strength' is below 0" },
        { new() { Method = "cat_learned" }, "needs 'merge.coefficients'" },
        { new() { Exports = ["a1111"] }, "names 'a1111'. Use some of diffusers, diffusers_old, kohya, peft" },
        { new() { Method = "median" }, "'median' is no way to merge" },
    };

    [Theory]
    [MemberData(nameof(Faults))]
    public static void What_cannot_be_done_is_told_before_anything_is_read(MergeSettings settings, string message)
    {
        var error = Assert.Throws<SelmaException>(() => MergeCheck.ThrowIfUnfit(MergeMethods.Find(settings.Method), settings, 2));
        Assert.Equal("SELMA2231", error.Code);
        Assert.Contains(message, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public static void Keys_of_merges_that_were_there_before_are_those_of_before()
    {
        var key = KeyTree.OfMembers(new MergeSettings { Method = "uniform" });
        Assert.Equal(["method", "model_id_length", "weights"], key.Select(member => member.Key).Order(StringComparer.Ordinal));
    }

    [Fact]
    public static void A_methods_version_is_raised_alone() =>
        Assert.Equal([1, 1, 2, 2], new[] { "paper", "uniform", "svd", "tsv" }.Select(MergeMethods.VersionOf));

    [Fact]
    public static void Whatever_is_set_is_in_the_key()
    {
        var key = KeyTree.OfMembers(new MergeSettings
        {
            Density = 0.2, Rank = 3, MajoritySignMethod = "frequency", Normalize = false, Rescale = false, Strength = 2, Interpolation = 0.1,
            Coefficients = new Dictionary<string, IReadOnlyList<double>> { ["to_q"] = [1] }, Seed = 4, Exports = ["kohya"], Decomposition = "randomized",
            Steps = 3, LearningRate = 0.1, Samples = 2, TrainBatchSize = 1,
        });
        Assert.Equal(typeof(MergeSettings).GetProperties().Length, key.Count());
    }
}
