using Selma.Core.Artifacts;
using Selma.Core.Experiments;
using Selma.Core.Models.Hub;
using Selma.Core.Pipeline;
using Selma.TestKit;

namespace Selma.Core.Tests.Pipeline;

public sealed class StageMemoryTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    [Fact]
    public void A_published_model_that_was_not_fetched_has_its_figures()
    {
        var experiment = Read("dtype: bfloat16") with { Model = new("sd14", "") { Hub = [HubModelId.Parse("CompVis/stable-diffusion-v1-4")!] } };
        var memory = new StageMemory(experiment);
        var drawing = memory.Drawing(experiment.Model, experiment.Skills[0].Images)!;
        Assert.InRange(drawing.Bytes, 3_000_000_000, 5_000_000_000); // 2.1 of weights
        Assert.Equal(["smaller images.height and images.width"], drawing.Remedies);
        var settings = experiment.Skills[0].Experts with { MicroBatchSize = 1 };
        var training = memory.Training(settings with { TrainBatchSize = 1 }, 10)!;
        Assert.InRange(training.Bytes, 4_000_000_000, 6_500_000_000);
        Assert.Equal(["experts.gradient_checkpointing: true"], training.Remedies);
        Assert.True(memory.Training(settings with { TrainBatchSize = 1, GradientCheckpointing = true }, 10)!.Bytes < training.Bytes);
        Assert.InRange(memory.Merging(5, 128)!.Bytes, 200_000_000, 700_000_000);
    }

    [Fact]
    public void Tiles_are_named_where_the_autoencoder_takes_the_most()
    {
        var experiment = Read("dtype: float16") with { Model = new("sd14", "") { Hub = [HubModelId.Parse("CompVis/stable-diffusion-v1-4")!] } };
        var large = experiment.Skills[0].Images with { Height = 1024, Width = 1024 };
        var drawing = new StageMemory(experiment).Drawing(experiment.Model, large)!;
        Assert.Equal(["images.vae_tiling: true", "smaller images.height and images.width"], drawing.Remedies);
        var tiled = new StageMemory(experiment).Drawing(experiment.Model, large with { VaeTiling = true })!;
        Assert.Equal(["smaller images.height and images.width"], tiled.Remedies);
        Assert.True(tiled.Bytes < drawing.Bytes);
    }

    [Fact]
    public void Remedies_are_those_that_are_left()
    {
        var experiment = Read("dtype: float32");
        Assert.Equal(
            ["experts.gradient_checkpointing: true", "experts.micro_batch_size below 16", "dtype: bfloat16"],
            new StageMemory(experiment).Training(experiment.Skills[0].Experts, 10)!.Remedies);
        var small = new StageMemory(experiment).Drawing(experiment.Model, experiment.Skills[0].Images)!;
        Assert.InRange(small.Bytes, 200_000_000, 1_000_000_000);
        Assert.False(small.IsOnGpu);
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
        var experiment = Read("device: cpu") with { Model = new("other", "") { Hub = [HubModelId.Parse("someone/something")!] } };
        Assert.Null(new StageMemory(experiment).Training(experiment.Skills[0].Experts, 10));
    }

    public void Dispose() => _folder.Dispose();

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
