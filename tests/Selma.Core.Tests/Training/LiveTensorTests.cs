using Selma.Core.Training;

namespace Selma.Core.Tests.Training;

[Collection(nameof(Alone))]
public static class LiveTensorTests
{
    [Fact]
    public static void A_thousand_steps_leave_no_tensor_behind()
    {
        using var network = new TinyNetwork();
        using var optimizer = new FlatAdamW(network.Parameters, new());
        using var average = new MovingAverage(network.Parameters, new());
        using var parallel = new ParallelGradient(network.Parameters, 2);
        LiveTensors.AssertNoneLeft(() =>
        {
            for (var i = 0; i < 1000; i++)
            {
                Step(network, optimizer, average, parallel);
            }
        });
    }

    private static void Step(TinyNetwork network, FlatAdamW optimizer, MovingAverage average, ParallelGradient parallel)
    {
        using var batch = parallel.Compute(3, i => network.Loss(i, 1 / 3.0), CancellationToken.None);
        _ = GradientClip.Apply(batch.Gradient, 1);
        optimizer.Update(batch.Gradient, 1e-3);
        average.Update();
    }
}
