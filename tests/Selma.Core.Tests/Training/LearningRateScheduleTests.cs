using System.Text.Json;
using Selma.Core.Training;
using Selma.TestKit;

namespace Selma.Core.Tests.Training;

public static class LearningRateScheduleTests
{
    [Fact]
    public static void Golden_rates_are_those_of_diffusers()
    {
        using var file = JsonDocument.Parse(File.ReadAllText(Shared.Golden("training", "lr_schedules.json")));
        foreach (var item in file.RootElement.EnumerateArray())
        {
            var schedule = Read(item);
            var expected = item.GetProperty("lr_of_update_0_1_2").EnumerateArray().Select(rate => rate.GetDouble()).ToArray();
            for (var update = 0; update < expected.Length; update++)
            {
                Assert.Equal(expected[update], schedule.At(update), 1e-12 * Math.Max(1e-7, expected[update]));
            }
        }
    }

    [Fact]
    public static void A_constant_schedule_has_the_papers_rate() => Assert.Equal(3e-4, new LearningRateSchedule().At(4999));

    [Fact]
    public static void Half_of_a_linear_schedule_is_half_the_rate() =>
        Assert.Equal(0.5, new LearningRateSchedule { Name = "linear", LearningRate = 1, TrainingSteps = 10 }.At(5), 15);

    [Fact]
    public static void An_unknown_name_is_an_error_that_lists_the_names()
    {
        var error = Assert.Throws<SelmaException>(() => new LearningRateSchedule { Name = "cosinus" }.At(0));
        Assert.Equal("SELMA1301", error.Code);
        Assert.Contains("cosine_with_restarts", error.Message, StringComparison.Ordinal);
    }

    private static LearningRateSchedule Read(JsonElement item)
    {
        var name = item.GetProperty("name").GetString()!;
        return new()
        {
            Name = name,
            LearningRate = item.GetProperty("base_lr").GetDouble(),
            WarmupSteps = item.TryGetProperty("num_warmup_steps", out var warmup) ? warmup.GetInt32() : 0,
            TrainingSteps = item.TryGetProperty("num_training_steps", out var steps) ? steps.GetInt32() : 1,
            Cycles = name == "cosine_with_restarts" && item.TryGetProperty("num_cycles", out var cycles) ? cycles.GetInt32() : 1,
            Power = item.TryGetProperty("power", out var power) ? power.GetDouble() : 1,
            StepRules = item.TryGetProperty("step_rules", out var rules) ? rules.GetString()! : "1",
        };
    }
}
