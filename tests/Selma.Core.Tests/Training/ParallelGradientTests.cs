using Selma.Core.Numerics;
using Selma.Core.Training;
using static TorchSharp.torch;

namespace Selma.Core.Tests.Training;

public static class ParallelGradientTests
{
    private const int MicroBatches = 7;

    [Theory]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(8)]
    public static void The_number_of_threads_changes_no_bit(int threads)
    {
        using var network = new TinyNetwork();
        var (gradient, losses) = Compute(network, 1);
        for (var round = 0; round < 5; round++)
        {
            var (again, lossesAgain) = Compute(network, threads);
            Assert.Equal(gradient, again);
            Assert.Equal(losses, lossesAgain);
        }
    }

    [Fact]
    public static void It_is_the_gradient_of_the_whole_batch()
    {
        using var network = new TinyNetwork();
        var (gradient, _) = Compute(network, 2);
        using var scope = NewDisposeScope();
        var whole = network.Parameters.Gradient(Enumerable.Range(0, MicroBatches).Select(i => network.Loss(i, 1.0 / MicroBatches)).Aggregate((a, b) => a.Plus(b)));
        Assert.All(whole.data<float>().ToArray().Zip(gradient), pair => Assert.Equal(pair.First, pair.Second, 1e-6f));
    }

    [Fact]
    public static void The_failure_of_the_first_item_that_failed_comes_out_and_the_threads_live_on()
    {
        using var network = new TinyNetwork();
        using var parallel = new ParallelGradient(network.Parameters, 2);
        var error = Assert.Throws<InvalidOperationException>(() => parallel.Compute(
            4, i => i >= 1 ? throw new InvalidOperationException($"item {i}") : network.Loss(i, 1), CancellationToken.None));
        Assert.Equal("item 1", error.Message);
        using var gradient = parallel.Compute(2, i => network.Loss(i, 1), CancellationToken.None);
        Assert.Equal(2, gradient.Losses.Count);
    }

    [Fact]
    public static void Cancelled_it_stops()
    {
        using var network = new TinyNetwork();
        using var parallel = new ParallelGradient(network.Parameters, 2);
        using var source = new CancellationTokenSource();
        Assert.Throws<OperationCanceledException>(() => parallel.Compute(
            100,
            i =>
            {
                source.Cancel();
                return network.Loss(i, 1);
            },
            source.Token));
    }

    private static (float[] Gradient, double[] Losses) Compute(TinyNetwork network, int threads)
    {
        using var parallel = new ParallelGradient(network.Parameters, threads);
        using var batch = parallel.Compute(MicroBatches, i => network.Loss(i, 1.0 / MicroBatches), CancellationToken.None);
        return (batch.Gradient.data<float>().ToArray(), [.. batch.Losses]);
    }
}
