using System.Text.Json;
using Selma.Core.Artifacts;
using Selma.Core.Diffusion;
using Selma.Core.Experts;
using Selma.Core.Images;
using Selma.Core.Lora;
using Selma.Core.Models;
using Selma.Core.Numerics;
using Selma.TestKit;
using static TorchSharp.torch;

namespace Selma.Core.Tests.Experts;

/// <summary>Drawing and training with an SDXL, and in bfloat16, through the same classes as with every model.</summary>
public sealed class XlStagesTests : IDisposable
{
    private static readonly string[] Prompts = ["a red ball", "two blue stars", "a ball"];
    private static readonly Compute Half = new(CPU, ScalarType.BFloat16);
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Images_are_drawn_and_an_expert_is_trained_on_them()
    {
        using var model = TinyXlModel.Create(_folder);
        var images = Draw(model);
        Assert.Equal(Prompts, ImageFolder.Read(images).Select(line => line.Text));
        var work = Train(model, images, "whole");
        using var expert = LoraWeights.Read(Path.Combine(work.Output, LoraWeights.FileName));
        Assert.Equal((1 + 2 + 2) * 8, expert.Layers.Count); // one block down and in each of two up, two in the middle: 8 layers each
        Assert.Contains(expert.Layers.Values, layer => layer.Up.abs().max().item<float>() > 1e-3);
        Assert.Equal(File.ReadAllBytes(Path.Combine(work.Output, LoraWeights.FileName)), File.ReadAllBytes(Path.Combine(Train(model, images, "again").Output, LoraWeights.FileName)));
    }

    [Fact]
    public void The_sizes_that_the_network_is_told_change_the_image()
    {
        using var model = TinyXlModel.Create(_folder);
        byte[] Image(DenoisingSettings settings) => new Denoiser(model, settings).Draw([Prompts[0]], [1], TestContext.Current.CancellationToken)[0];
        var settings = new DenoisingSettings { NumInferenceSteps = 3 };
        var usual = Image(settings);
        Assert.Equal(usual, Image(settings with { OriginalSize = (TinyModel.ImageSize, TinyModel.ImageSize) }));
        Assert.NotEqual(usual, Image(settings with { OriginalSize = (4, 8) }));
        Assert.NotEqual(usual, Image(settings with { CropsCoordsTopLeft = (3, 4) }));
        Assert.NotEqual(usual, Image(settings with { TargetSize = (64, 32) }));
        Assert.NotEqual(usual, Image(settings with { NegativePrompt = "" })); // without one the conditioning is zero, not an empty text
    }

    [Fact]
    public void A_batch_is_told_what_each_of_its_images_is_told_alone()
    {
        using var model = TinyXlModel.Create(_folder);
        using var scope = NewDisposeScope();
        var denoiser = new Denoiser(model, new() { CropsCoordsTopLeft = (1, 2) });
        var (together, alone) = (denoiser.Condition(Prompts), denoiser.Condition([Prompts[1]]));
        foreach (var (row, own) in new[] { (1, 0), (4, 1) }) // three negatives, then three prompts
        {
            TensorAssert.Close(alone.Context[own], together.Context[row], 1e-5);
            TensorAssert.Close(alone.Pooled![own], together.Pooled![row], 1e-5);
            Assert.Equal([16, 16, 1, 2, 16, 16], together.TimeIds![row].Values());
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void In_bfloat16_images_and_losses_are_nearly_those_of_float32(bool xl)
    {
        var losses = new List<double>();
        foreach (var compute in new[] { Compute.Cpu, Half })
        {
            using var folder = new TemporaryFolder();
            using var model = xl ? TinyXlModel.Create(folder, compute) : TinyModel.Create(folder, compute);
            var work = Train(model, Draw(model), $"{compute.Dtype}");
            using var expert = LoraWeights.Read(Path.Combine(work.Output, LoraWeights.FileName));
            Assert.All(expert.Layers.Values, layer => Assert.Equal(ScalarType.Float32, layer.Up.dtype));
            using var record = JsonDocument.Parse(File.ReadAllText(Path.Combine(work.Output, TrainingRecord.FileName)));
            losses.Add(record.RootElement.GetProperty("losses").EnumerateArray().Average(loss => loss.GetProperty("loss").GetDouble()));
        }

        Assert.Equal(1, losses[1] / losses[0], 0.02);
        Assert.NotEqual(losses[0], losses[1]);
    }

    private string Draw(TextToImageModel model)
    {
        var work = new WorkFolder(_folder.File($"images-{model.Compute.Dtype}"));
        new ImageStage(model, new() { NumInferenceSteps = 3 }, 42).Run(
            "coco", Prompts, work, Callback<StageProgress>.None, TestContext.Current.CancellationToken);
        return work.Output;
    }

    private WorkFolder Train(TextToImageModel model, string images, string name)
    {
        var settings = new ExpertSettings
        {
            Rank = 2, LearningRate = 1e-2, TrainBatchSize = 4, MicroBatchSize = 2, MaxTrainSteps = 3, CheckpointingSteps = 3, Choose = "last", SnrGamma = 5,
        };
        var work = new WorkFolder(_folder.File(name));
        new ExpertStage(model, settings, 42, threads: 2).Run(images, work, Callback<StageProgress>.None, TestContext.Current.CancellationToken);
        return work;
    }
}
