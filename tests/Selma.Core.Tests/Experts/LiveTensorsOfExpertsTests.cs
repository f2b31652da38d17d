using Selma.Core.Experts;
using Selma.Core.Lora;
using Selma.Core.Numerics;
using Selma.TestKit;

namespace Selma.Core.Tests.Experts;

[Collection(nameof(Alone))]
public static class LiveTensorsOfExpertsTests
{
    [Fact]
    public static void Updates_leave_no_tensor_behind()
    {
        using var folder = new TemporaryFolder();
        using var model = TinyModel.Create(folder);
        using var adapter = LoraAdapter.Attach(model.UNet, new() { Rank = 2, Alpha = 2 }, 1);
        using var training = new ExpertTraining(model.UNet, adapter.Parameters, new DenoisingLoss(model.Scheduler, 5), new() { MaxTrainSteps = 200 }, threads: 2);
        LiveTensors.AssertNoneLeft(() =>
        {
            for (var step = 0; step < 15; step++)
            {
                Update(training, step);
            }
        });
    }

    private static void Update(ExpertTraining training, int step)
    {
        using var gradient = training.Gradient(2, i => Batch((2 * step) + i), CancellationToken.None);
        _ = training.Update(gradient);
    }

    private static DenoisingBatch Batch(int item) => new(
        Noise.Normal(1, "latent", item, 2, 4, 8, 8), Noise.Normal(1, "noise", item, 2, 4, 8, 8), [item % 1000, 999], new(Noise.Normal(1, "context", item, 2, 10, 16)), 0.5);
}
