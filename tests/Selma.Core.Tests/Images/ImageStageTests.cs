using Selma.Core.Artifacts;
using Selma.Core.Images;
using Selma.Core.Models;
using Selma.Core.Numerics;
using Selma.TestKit;

namespace Selma.Core.Tests.Images;

public sealed class ImageStageTests : IDisposable
{
    private const ulong Seed = 42;
    private static readonly ImageSettings Two = new() { NumInferenceSteps = 2 };
    private static readonly string[] Prompts = ["a red ball", "two blue stars", "a ball", "stars", "two red stars", "a blue ball", "ball"];
    private readonly TemporaryFolder _folder = new();
    private readonly TextToImageModel _model;

    public ImageStageTests() => _model = TinyModel.Create(_folder);

    public void Dispose()
    {
        _model.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public void Images_lie_beside_metadata_that_names_prompt_and_seed()
    {
        var folder = Run("whole");
        var names = Enumerable.Range(0, Prompts.Length).Select(i => $"00000{i}.png").ToArray();
        Assert.Equal([.. names, "metadata.jsonl"], Directory.GetFiles(folder).Select(Path.GetFileName).Order(StringComparer.Ordinal));
        Assert.Equal(
            names.Zip(Prompts, (name, prompt) => new ImageLine(name, prompt, Noise.Seed(Seed, "coco/images", Array.IndexOf(Prompts, prompt)))),
            ImageFolder.Read(folder));
        Assert.StartsWith("""{"file_name":"000000.png","seed":""", File.ReadAllLines(Path.Combine(folder, "metadata.jsonl"))[0], StringComparison.Ordinal);
        Assert.All(names, name => Assert.Equal((16, 16), (Png.Read(Path.Combine(folder, name)).Width, Png.Read(Path.Combine(folder, name)).Height)));
    }

    [Fact]
    public void Several_images_a_prompt_follow_one_another()
    {
        var lines = ImageFolder.Read(Run("several", new() { NumInferenceSteps = 2, PerPrompt = 2 }));
        Assert.Equal(Prompts.SelectMany(prompt => new[] { prompt, prompt }), lines.Select(line => line.Text));
        Assert.Equal(lines.Count, lines.Select(line => line.Seed).Distinct().Count());
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Stopped_after_any_batch_it_ends_with_the_same_files(int batches)
    {
        var work = new WorkFolder(_folder.File("stopped"));
        using var stop = new CancellationTokenSource();
        var seen = -1; // the first report comes before any batch
        var progress = new Reports(_ =>
        {
            if (++seen >= batches)
            {
                stop.Cancel();
            }
        });
        _ = Assert.ThrowsAny<OperationCanceledException>(() => Stage().Run("coco", Prompts, work, progress, stop.Token));
        var later = new Reports(_ => { });
        Stage().Run("coco", Prompts, work, later, TestContext.Current.CancellationToken);
        Assert.Equal(Math.Min(2 * batches, Prompts.Length), later.All[0].Done); // finished batches are not drawn again
        Assert.Equal(new StageProgress(Prompts.Length, Prompts.Length, "images"), later.All[^1]);
        AssertSame(Run("whole"), work.Output);
    }

    [Fact]
    public void Damaged_missing_and_half_written_files_are_drawn_again()
    {
        var work = new WorkFolder(_folder.File("damaged"));
        Stage().Run("coco", Prompts, work, new Reports(_ => { }), TestContext.Current.CancellationToken);
        File.Delete(Path.Combine(work.Output, "000001.png"));
        AtomicFile.WriteText(Path.Combine(work.Output, "000004.png"), "not an image");
        AtomicFile.WriteText(Path.Combine(work.Output, "000005.png.12-ab.tmp"), "half");
        var reports = new Reports(_ => { });
        Stage().Run("coco", Prompts, work, reports, TestContext.Current.CancellationToken);
        Assert.Equal(3, reports.All[0].Done); // of four batches 0, 1 | 2, 3 | 4, 5 | 6 two are whole
        AssertSame(Run("whole"), work.Output);
    }

    [Fact]
    public void The_number_of_workers_changes_nothing()
    {
        var work = new WorkFolder(_folder.File("crowd"));
        var stage = new ImageStage(_model, Two, Seed) { Drawing = new(_model, Two) { BatchSize = 2, Workers = 3 } };
        stage.Run("coco", Prompts, work, new Reports(_ => { }), TestContext.Current.CancellationToken);
        AssertSame(Run("whole"), work.Output);
    }

    [Fact]
    public void Another_seed_or_stream_draws_other_images()
    {
        var first = ImageFolder.Read(Run("whole"))[0].Seed;
        Assert.NotEqual(first, Noise.Seed(Seed + 1, "coco/images", 0));
        Assert.NotEqual(first, Noise.Seed(Seed, "whoops/images", 0));
    }

    private ImageStage Stage(ImageSettings? settings = null) => new(_model, settings ?? Two, Seed) { Drawing = new(_model, settings ?? Two) { BatchSize = 2, Workers = 1 } };

    private string Run(string name, ImageSettings? settings = null)
    {
        var work = new WorkFolder(_folder.File(name));
        Stage(settings).Run("coco", Prompts, work, new Reports(_ => { }), TestContext.Current.CancellationToken);
        return work.Output;
    }

    private static void AssertSame(string expected, string actual)
    {
        var names = Directory.GetFiles(expected).Select(Path.GetFileName).Order(StringComparer.Ordinal).ToArray();
        Assert.Equal(names, Directory.GetFiles(actual).Select(Path.GetFileName).Order(StringComparer.Ordinal));
        Assert.All(names, name => Assert.Equal(File.ReadAllBytes(Path.Combine(expected, name!)), File.ReadAllBytes(Path.Combine(actual, name!))));
    }

    private sealed class Reports(Action<StageProgress> react) : IProgress<StageProgress>
    {
        public List<StageProgress> All { get; } = [];

        public void Report(StageProgress value)
        {
            All.Add(value);
            react(value);
        }
    }
}
