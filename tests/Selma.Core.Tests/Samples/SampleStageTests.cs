using Selma.Core.Artifacts;
using Selma.Core.Images;
using Selma.Core.Lora;
using Selma.Core.Models;
using Selma.Core.Numerics;
using Selma.Core.Samples;
using Selma.TestKit;

namespace Selma.Core.Tests.Samples;

public sealed class SampleStageTests : IDisposable
{
    private const ulong Seed = 42;
    private static readonly ImageSettings Two = new() { NumInferenceSteps = 2, PerPrompt = 2 };
    private static readonly SamplePrompt[] Prompts = [new("coco_1", "a red ball"), new("coco_2", "two blue stars"), new("whoops_1", "a red ball")];
    private readonly TemporaryFolder _folder = new();
    private readonly TextToImageModel _model;

    public SampleStageTests() => _model = TinyModel.Create(_folder);

    public void Dispose()
    {
        _model.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public void Images_are_named_by_item_and_number_and_their_noise_by_nothing_else()
    {
        var lines = ImageFolder.Read(Run("base"));

        Assert.Equal(["coco_1-1.png", "coco_1-2.png", "coco_2-1.png", "coco_2-2.png", "whoops_1-1.png", "whoops_1-2.png"], lines.Select(line => line.FileName));
        Assert.Equal(Noise.Seed(Seed, "samples/coco_2", 2), lines[3].Seed);
        Assert.Equal(6, lines.Select(line => line.Seed).Distinct().Count()); // the same text twice has other noise

        var single = ImageFolder.Read(Run("single", settings: Two with { PerPrompt = 1 }, prompts: [Prompts[1]]));
        Assert.Equal(new ImageLine("coco_2.png", "two blue stars", Noise.Seed(Seed, "samples/coco_2", 1)), Assert.Single(single)); // whatever else is drawn
    }

    [Fact]
    public void An_arm_with_an_adapter_draws_other_images_from_the_same_noise()
    {
        var without = Run("base");
        var with = Run("arm", Adapter());

        Assert.Equal(ImageFolder.Read(without), ImageFolder.Read(with));
        Assert.NotEqual(Bytes(without), Bytes(with));
    }

    [Fact]
    public void Stopped_after_a_batch_it_ends_with_the_same_files()
    {
        using var stop = new CancellationTokenSource();
        var work = new WorkFolder(_folder.File("stopped"));
        var seen = 0;
        _ = Assert.ThrowsAny<OperationCanceledException>(() => Stage().Run("shapes", Prompts, null, work, new Callback<StageProgress>(_ => StopAt(2, ref seen, stop)), stop.Token));
        AtomicFile.WriteText(Path.Combine(work.Output, "shapes", "coco_1-1.png.12.tmp"), "half");
        var reports = new List<StageProgress>();
        Stage().Run("shapes", Prompts, null, work, new Callback<StageProgress>(reports.Add), TestContext.Current.CancellationToken);

        Assert.Equal(new StageProgress(2, 6, "images"), reports[0]);
        Assert.Equal(Bytes(Run("whole")), Bytes(Path.Combine(work.Output, "shapes")));
    }

    [Theory]
    [InlineData("a/b")]
    [InlineData(".hidden")]
    [InlineData("")]
    [InlineData("COCO_1")] // the same file on some systems
    public void Ids_that_cannot_name_files_are_refused(string id)
    {
        var error = Assert.Throws<SelmaException>(() => Run("bad", prompts: [Prompts[0], new(id, "a ball")]));

        Assert.Equal("SELMA2261", error.Code);
        Assert.Contains($"'{id}'", error.Message, StringComparison.Ordinal);
    }

    private static void StopAt(int reports, ref int seen, CancellationTokenSource stop)
    {
        if (++seen == reports)
        {
            stop.Cancel();
        }
    }

    private static IEnumerable<string> Bytes(string folder) =>
        Directory.GetFiles(folder).Order(StringComparer.Ordinal).Select(file => $"{Path.GetFileName(file)} {Digest.OfFile(file)}");

    private SampleStage Stage(ImageSettings? settings = null) =>
        new(_model, settings ?? Two, Seed) { Drawing = new(_model, settings ?? Two) { BatchSize = 2, Workers = 1 } };

    private string Run(string name, string? adapter = null, ImageSettings? settings = null, SamplePrompt[]? prompts = null)
    {
        var work = new WorkFolder(_folder.File(name));
        Stage(settings).Run("shapes", prompts ?? Prompts, adapter, work, Callback<StageProgress>.None, TestContext.Current.CancellationToken);
        return Path.Combine(work.Output, "shapes");
    }

    /// <summary>An adapter whose factors are drawn, so that it changes something.</summary>
    private string Adapter()
    {
        using var adapter = LoraAdapter.Attach(_model.UNet, new() { Rank = 2, Alpha = 2 }, Seed);
        using (TorchSharp.torch.no_grad())
        {
            foreach (var (layer, index) in adapter.Layers.Select((layer, index) => (layer, index)))
            {
                using var noise = Noise.Normal(Seed, "up", index, layer.Up.shape);
                _ = layer.Up.copy_(noise);
            }
        }

        var path = _folder.File("adapter.safetensors");
        using var weights = adapter.Weights(new Dictionary<string, string>());
        weights.Write(path);
        return path;
    }
}
