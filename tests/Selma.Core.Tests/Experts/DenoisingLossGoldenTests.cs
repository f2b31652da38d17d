using System.Text.Json;
using Selma.Core.Experts;
using Selma.Core.Models;
using Selma.TestKit;

namespace Selma.Core.Tests.Experts;

public static class DenoisingLossGoldenTests
{
    [Theory]
    [InlineData("weight_epsilon", PredictionType.Epsilon)]
    [InlineData("weight_v_sd_script", PredictionType.VPrediction)]
    public static void Min_snr_weights_are_those_of_the_script(string column, PredictionType prediction)
    {
        using var file = JsonDocument.Parse(File.ReadAllText(Shared.Golden("training", "snr.json")));
        var loss = new DenoisingLoss(
            SchedulerConfig.StableDiffusion with { PredictionType = prediction }, file.RootElement.GetProperty("gamma").GetDouble());
        var expected = file.RootElement.GetProperty(column).Deserialize<double[]>()!;
        var timesteps = file.RootElement.GetProperty("timesteps").Deserialize<int[]>()!;
        Assert.All(timesteps.Zip(expected), pair => Assert.Equal(pair.Second, loss.Weight(pair.First), pair.Second * 1e-6));
    }
}
