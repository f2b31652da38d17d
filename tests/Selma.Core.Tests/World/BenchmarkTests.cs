using Selma.Core.World;

namespace Selma.Core.Tests.World;

public static class BenchmarkTests
{
    [Fact]
    public static void It_is_a_function_of_its_seed_and_grows_at_the_end()
    {
        var few = Benchmark.Sample(Benchmark.DevelopmentSeed, 5);
        var many = Benchmark.Sample(Benchmark.DevelopmentSeed, 9);
        Assert.Equal(
            few.Select(prompt => (prompt.Id, prompt.Prompt)),
            many.Where(prompt => int.Parse(prompt.Id[(prompt.Id.LastIndexOf('_') + 1)..], System.Globalization.CultureInfo.InvariantCulture) <= 5)
                .Select(prompt => (prompt.Id, prompt.Prompt)));
        Assert.NotEqual(few.Select(prompt => prompt.Prompt), Benchmark.Sample(Benchmark.TestSeed, 5).Select(prompt => prompt.Prompt));
    }

    [Fact]
    public static void Every_style_has_as_many_different_prompts()
    {
        var prompts = Benchmark.Sample(Benchmark.TestSeed, 200);
        Assert.Equal(SceneStyle.All.Select(style => (style, 200)), prompts.CountBy(prompt => prompt.Style).Select(count => (count.Key, count.Value)));
        Assert.Equal(1000, prompts.DistinctBy(prompt => (prompt.Style, prompt.Prompt)).Count());
        Assert.Equal("countbench_1", prompts[200].Id);
    }
}
