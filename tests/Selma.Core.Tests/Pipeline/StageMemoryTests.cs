using System.Text.Json.Nodes;
using Selma.Core.Artifacts;
using Selma.Core.Experiments;
using Selma.Core.Merging;
using Selma.Core.Models.Hub;
using Selma.Core.Pipeline;
using Selma.TestKit;

namespace Selma.Core.Tests.Pipeline;

public sealed class StageMemoryTests : IDisposable
{
    private const string Sd14 = "CompVis/stable-diffusion-v1-4";
    private readonly TemporaryFolder _folder = new();

    [Fact]
    public void A_published_model_that_was_not_fetched_has_its_figures()
    {
        var experiment = Read("device: cuda") with { Model = Hub(Sd14) };
        var memory = new StageMemory(experiment);
        var drawing = memory.Drawing(experiment.Model, experiment.Skills[0].Images)!;
        Assert.InRange(drawing.Bytes, 3_000_000_000, 5_000_000_000); // 2.1 of weights
        Assert.Equal(["smaller images.height and images.width"], drawing.Remedies);
        var settings = experiment.Skills[0].Experts with { MicroBatchSize = 1 };
        var training = memory.Training(settings with { TrainBatchSize = 1 }, 10)!;
        Assert.InRange(training.Bytes, 4_000_000_000, 6_500_000_000);
        Assert.Equal(["experts.gradient_checkpointing: true"], training.Remedies);
        Assert.True(memory.Training(settings with { TrainBatchSize = 1, GradientCheckpointing = true }, 10)!.Bytes < training.Bytes);
    }

    /// <summary>Peaks of five experts of rank 128 for SDXL merged on two threads; the figure is of as many as the machine has.</summary>
    [Theory]
    [InlineData("paper", 266e6)]
    [InlineData("uniform", 257e6)]
    [InlineData("svd", 459e6)]
    [InlineData("ties_svd", 1.19e9)]
    public void A_merge_has_the_figure_of_its_method(string method, double measured)
    {
        const double margin = 1.08;
        const double process = 200e6;
        var figure = new StageMemory(Read("device: cpu") with { Model = Hub("stabilityai/stable-diffusion-xl-base-1.0") })
            .Merging(5, 128, new() { Method = method })!.Bytes;
        var thread = ((figure / margin) - process) / MergedLayers.Threads;
        Assert.InRange(margin * (process + (2 * thread)), 0.95 * measured, 1.3 * measured);
    }

    [Fact]
    public void Tiles_are_named_where_the_autoencoder_takes_the_most()
    {
        var experiment = Read("dtype: float16") with { Model = Hub(Sd14) };
        var large = experiment.Skills[0].Images with { Height = 1024, Width = 1024 };
        var drawing = new StageMemory(experiment).Drawing(experiment.Model, large)!;
        Assert.Equal(["images.vae_tiling: true", "smaller images.height and images.width"], drawing.Remedies);
        var tiled = new StageMemory(experiment).Drawing(experiment.Model, large with { VaeTiling = true })!;
        Assert.Equal(["smaller images.height and images.width"], tiled.Remedies);
        Assert.True(tiled.Bytes < drawing.Bytes);
    }

    /// <summary>Images of 128 pixels, and an autoencoder that was made for 64.</summary>
    [Fact]
    public void Tiles_are_named_where_encoding_takes_the_most()
    {
        var folder = _folder.File("model");
        foreach (var file in new[] { "unet", "vae", "text_encoder" })
        {
            var config = JsonNode.Parse(File.ReadAllText(Path.Combine(Repository.Root, "models", "selma-mini", file, "config.json")))!;
            config["sample_size"] = file == "unet" ? 32 : 64;
            AtomicFile.WriteText(Path.Combine(folder, file, "config.json"), config.ToJsonString());
        }

        var experiment = Read("dtype: bfloat16") with { Model = new("large", folder) };
        var settings = experiment.Skills[0].Experts with { Rank = 4, TrainBatchSize = 1 };
        var whole = new StageMemory(experiment).Training(settings, 10)!;
        Assert.Equal(["experts.vae_tiling: true"], whole.Remedies);
        var tiled = new StageMemory(experiment).Training(settings with { VaeTiling = true }, 10)!;
        Assert.True(tiled.Bytes < whole.Bytes);
        Assert.DoesNotContain("experts.vae_tiling: true", tiled.Remedies);
    }

    /// <summary>Five copies and more of the factors in float32 are not there, nor what their gradients would need.</summary>
    [Fact]
    public void Learning_coefficients_takes_less_than_training_factors_of_all_ranks()
    {
        var experiment = Read("device: cuda") with { Model = Hub(Sd14) };
        var memory = new StageMemory(experiment);
        var settings = experiment.Skills[0].Experts with { Rank = 128, TrainBatchSize = 1, RandomFlip = false };
        var learning = memory.Learning(5, new(Steps: 1, LearningRate: 0.01, Samples: 10, TrainBatchSize: 1) { Experts = settings })!;
        var training = memory.Training(settings with { Rank = 640 }, 50)!;
        Assert.InRange(training.Bytes - learning.Bytes, 5 * 4 * 640 * 199_296L, long.MaxValue);
        Assert.Equal(["experts.gradient_checkpointing: true"], learning.Remedies);
    }

    [Fact]
    public void Remedies_are_those_that_are_left()
    {
        var experiment = Read("dtype: float32");
        var settings = experiment.Skills[0].Experts with { TrainBatchSize = 16, Rank = 4 }; // one micro-batch, whatever the machine's threads
        Assert.Equal(["dtype: bfloat16"], new StageMemory(experiment).Training(settings, 10)!.Remedies); // encoding takes the most
        Assert.Empty(new StageMemory(experiment with { Dtype = "bfloat16" }).Training(settings, 10)!.Remedies);
        var small = new StageMemory(experiment).Drawing(experiment.Model, experiment.Skills[0].Images)!;
        Assert.InRange(small.Bytes, 200_000_000, 1_000_000_000);
        Assert.False(small.IsOnGpu);
    }

    /// <summary>Where few run side by side, 15 images take less than 16; where many do, smaller micro-batches are only more of them.</summary>
    [Fact]
    public void The_largest_micro_batch_that_helps_is_named()
    {
        string? Named(string device)
        {
            var experiment = Read(device) with { Model = Hub(Sd14) };
            var memory = new StageMemory(experiment);
            var settings = experiment.Skills[0].Experts with { TrainBatchSize = 16, MicroBatchSize = 16 };
            var before = memory.Training(settings, 10)!;
            var found = Enumerable.Range(1, 15).Where(size => memory.Training(settings with { MicroBatchSize = size }, 10)!.Bytes < before.Bytes).ToList();
            var named = before.Remedies.SingleOrDefault(text => text.StartsWith("experts.micro_batch_size", StringComparison.Ordinal));
            Assert.Equal(found.Count == 0 ? null : $"experts.micro_batch_size: {found.Max()} or less", named);
            return named;
        }

        Assert.Equal("experts.micro_batch_size: 15 or less", Named("device: cuda"));
        var here = Named("device: cpu");
        Assert.True(here == "experts.micro_batch_size: 7 or less" || Environment.ProcessorCount is not 2, here); // 8 twice are as many images
    }

    [Fact]
    public void On_a_graphics_card_the_process_is_not_counted_and_batches_do_not_run_side_by_side()
    {
        var experiment = Read("device: cpu");
        var onCard = experiment with { Device = "cuda:1" };
        var (here, there) = (new StageMemory(experiment).Training(experiment.Skills[0].Experts, 10)!, new StageMemory(onCard).Training(experiment.Skills[0].Experts, 10)!);
        Assert.True(there.IsOnGpu);
        Assert.True(there.Bytes < here.Bytes);
    }

    [Fact]
    public void An_unknown_model_has_no_figure()
    {
        var experiment = Read("device: cpu") with { Model = Hub("someone/something") };
        Assert.Null(new StageMemory(experiment).Training(experiment.Skills[0].Experts, 10));
    }

    public void Dispose() => _folder.Dispose();

    private static ModelSource Hub(string id) => new("hub", "") { Hub = [HubModelId.Parse(id)!] };

    private Experiment Read(string settings)
    {
        var model = Path.Combine(Repository.Root, "models", "selma-mini");
        AtomicFile.WriteText(_folder.File("experiments", "one", "experiment.yaml"), $"model: {model}\nskills: [coco]\n{settings}\n");
        AtomicFile.WriteText(
            _folder.File("experiments", "one", "skills", "coco.yaml"),
            File.ReadAllText(Path.Combine(Repository.Root, "experiments", "tiny", "skills", "coco.yaml")));
        return Experiment.Load(_folder.File("experiments", "one", "experiment.yaml"));
    }
}
