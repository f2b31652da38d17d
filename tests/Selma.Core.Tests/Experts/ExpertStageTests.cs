using Selma.Core.Artifacts;
using Selma.Core.Experts;
using Selma.Core.Lora;
using Selma.Core.Models;
using Selma.Core.Numerics;
using Selma.TestKit;
using static TorchSharp.torch;

namespace Selma.Core.Tests.Experts;

public sealed class ExpertStageTests : IDisposable
{
    private const int Pairs = 13;
    private const int Steps = 6;
    private static readonly ExpertSettings Settings = new()
    {
        Rank = 2, LearningRate = 1e-2, TrainBatchSize = 6, MicroBatchSize = 4, MaxTrainSteps = Steps, CheckpointingSteps = 4, ValidationShare = 0.2,
    };

    private readonly TemporaryFolder _folder = new();
    private readonly TextToImageModel _model;
    private readonly string _images;

    public ExpertStageTests()
    {
        _model = TinyModel.Create(_folder);
        _images = Images("images", Pairs, TinyModel.ImageSize);
    }

    public void Dispose()
    {
        _model.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public void It_writes_an_expert_and_a_record()
    {
        var work = Run("a", Settings);
        using var expert = LoraWeights.Read(Path.Combine(work.Output, "pytorch_lora_weights.safetensors"));
        Assert.Equal(2, expert.Rank);
        Assert.Equal(1, expert.Scale);
        Assert.Equal(4 * 8, expert.Layers.Count); // attentions: 1 down, 2 up, 1 in the middle, 8 layers each
        Assert.Contains(expert.Layers.Values, layer => layer.Up.abs().max().item<float>() > 1e-3);
        using var record = System.Text.Json.JsonDocument.Parse(File.ReadAllText(Path.Combine(work.Output, "training.json")));
        var root = record.RootElement;
        Assert.Equal(3, root.GetProperty("held_out_pairs").GetInt32()); // a fifth of 13, rounded up
        Assert.Equal([4, 6], root.GetProperty("candidates").EnumerateArray().Select(item => item.GetProperty("step").GetInt32()));
        Assert.Equal(Steps, root.GetProperty("losses").GetArrayLength());
        var best = root.GetProperty("candidates").EnumerateArray().MinBy(item => item.GetProperty("loss").GetDouble());
        Assert.Equal(best.GetProperty("step").GetInt32(), root.GetProperty("chosen_step").GetInt32());
        Assert.Equal(2, Directory.GetFiles(work.Output).Length);
    }

    [Fact]
    public void A_joint_LoRA_learns_the_pairs_of_all_folders()
    {
        var more = Images("more", 4, TinyModel.ImageSize);
        WorkFolder Joint(params string[] folders)
        {
            var work = new WorkFolder(_folder.File(string.Join('-', folders.Select(Path.GetFileName))));
            new ExpertStage(_model, Settings, 3, threads: 1).Run(folders, work, Callback<StageProgress>.None, TestContext.Current.CancellationToken);
            return work;
        }

        var both = Joint(_images, more);
        Assert.Contains($"\"pairs\": {Pairs + 4}", File.ReadAllText(Path.Combine(both.Output, "training.json")), StringComparison.Ordinal);
        Assert.NotEqual(Bytes(both), Bytes(Joint(_images)));
        Assert.NotEqual(Bytes(both), Bytes(Joint(more, _images))); // their order is that of the pairs before shuffling
    }

    [Fact]
    public void Tiling_changes_nothing_for_images_that_fit_into_a_tile_and_no_key_where_it_is_off()
    {
        Assert.Equal(Bytes(Run("whole", Settings))[0], Bytes(Run("tiled", Settings with { VaeTiling = true }))[0]);
        Assert.DoesNotContain("vae_tiling", KeyTree.OfMembers(Settings).Select(member => member.Key));
        Assert.Contains("vae_tiling", KeyTree.OfMembers(Settings with { VaeTiling = true }).Select(member => member.Key));
        Assert.DoesNotContain("vae_tiling", File.ReadAllText(_folder.File("whole", "output", "training.json")), StringComparison.Ordinal);
    }

    [Fact]
    public void Larger_images_are_encoded_in_tiles_where_it_is_asked_for()
    {
        using var folder = new TemporaryFolder();
        using var model = TinyModel.Create(folder, vaeSampleSize: TinyModel.ImageSize / 2);
        string Expert(string name, ExpertSettings settings)
        {
            var work = new WorkFolder(_folder.File(name));
            new ExpertStage(model, settings, 3, threads: 1).Run(_images, work, Callback<StageProgress>.None, TestContext.Current.CancellationToken);
            return Bytes(work)[0];
        }

        Assert.NotEqual(Expert("whole", Settings), Expert("tiles", Settings with { VaeTiling = true }));
    }

    [Fact]
    public void The_last_state_is_the_expert_where_it_is_asked_for()
    {
        var work = Run("last", Settings with { Choose = "last" });
        var record = File.ReadAllText(Path.Combine(work.Output, "training.json"));
        Assert.Contains("\"chosen_step\": 6", record, StringComparison.Ordinal);
        Assert.Contains("\"held_out_pairs\": 0", record, StringComparison.Ordinal);
    }

    [Fact]
    public void The_number_of_threads_changes_no_byte() => Assert.Equal(Bytes(Run("one", Settings, threads: 1)), Bytes(Run("three", Settings, threads: 3)));

    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    [InlineData(5)]
    public void Cancelled_and_run_again_it_ends_with_the_same_bytes(int step)
    {
        using var source = new CancellationTokenSource();
        var stop = new Callback<StageProgress>(progress =>
        {
            if (progress.Done == step)
            {
                source.Cancel();
            }
        });
        var work = new WorkFolder(_folder.File("stopped"));
        Assert.Throws<OperationCanceledException>(() => Stage(Settings).Run(_images, work, stop, source.Token));
        Assert.Empty(Directory.GetFiles(work.Output));
        var steps = new List<int>();
        Stage(Settings).Run(_images, work, new Callback<StageProgress>(progress => steps.Add(progress.Done)), CancellationToken.None);
        Assert.Equal(Enumerable.Range(step, Steps + 1 - step), steps); // first where it goes on, then every update
        Assert.Equal(Bytes(Run("whole", Settings)), Bytes(work));
    }

    [Fact]
    public void Killed_at_any_step_and_run_again_it_ends_with_the_same_bytes()
    {
        var work = new WorkFolder(_folder.File("whole"));
        Stage(Settings).Run(_images, work, new Callback<StageProgress>(progress => CopyFolder(work.State, _folder.File($"killed-{progress.Done}", "state"))), CancellationToken.None);
        for (var step = 1; step < Steps; step += 2)
        {
            var killed = new WorkFolder(_folder.File($"killed-{step}"));
            Stage(Settings).Run(_images, killed, Callback<StageProgress>.None, CancellationToken.None);
            Assert.Equal(Bytes(work), Bytes(killed));
        }
    }

    [Fact]
    public void The_model_is_left_as_it_was()
    {
        using var scope = NewDisposeScope();
        using var frozen = no_grad();
        var (latent, timestep, context) = (Noise.Normal(1, "x", 0, 2, 4, 8, 8), tensor(new[] { 1L, 500L }), Noise.Normal(1, "c", 0, 2, 10, 16));
        var before = _model.UNet.call(latent, timestep, context).Values();
        _ = Run("a", Settings);
        Assert.Equal(before, _model.UNet.call(latent, timestep, context).Values());
    }

    [Fact]
    public void Experts_of_one_seed_start_from_the_same_factors_and_see_different_noise()
    {
        var other = Images("other", Pairs, TinyModel.ImageSize, "a box");
        var (a, b, c) = (Expert(_images, 1), Expert(other, 1), Expert(_images, 2));
        Assert.Equal(a.Metadata[LoraWeights.StartKey], b.Metadata[LoraWeights.StartKey]);
        Assert.NotEqual(a.Metadata[LoraWeights.StartKey], c.Metadata[LoraWeights.StartKey]);
        Assert.NotEqual(a.Layers.First().Value.Up.Values(), b.Layers.First().Value.Up.Values());
    }

    [Fact]
    public void A_loss_that_is_no_number_is_an_error()
    {
        var error = Assert.Throws<SelmaException>(() => Run("a", Settings with { LearningRate = 1e20, MaxGradNorm = null }));
        Assert.Equal("SELMA2241", error.Code);
    }

    [Fact]
    public void A_single_image_is_an_error() =>
        Assert.Equal("SELMA2242", Assert.Throws<SelmaException>(() => Expert(Images("one", 1, TinyModel.ImageSize), 1)).Code);

    [Fact]
    public void Images_of_another_size_are_an_error()
    {
        var error = Assert.Throws<SelmaException>(() => Expert(Images("big", 2, 32), 1));
        Assert.Equal("SELMA2243", error.Code);
        Assert.EndsWith(".png", error.Place!.File, StringComparison.Ordinal);
    }

    private ExpertStage Stage(ExpertSettings settings, ulong seed = 42, int threads = 2) => new(_model, settings, seed, threads);

    private WorkFolder Run(string name, ExpertSettings settings, int threads = 2)
    {
        var work = new WorkFolder(_folder.File(name));
        Stage(settings, threads: threads).Run(_images, work, Callback<StageProgress>.None, CancellationToken.None);
        return work;
    }

    private LoraWeights Expert(string images, ulong seed)
    {
        var work = new WorkFolder(_folder.File($"{Path.GetFileName(images)}-{seed}"));
        Stage(Settings with { MaxTrainSteps = 2 }, seed).Run(images, work, Callback<StageProgress>.None, CancellationToken.None);
        return LoraWeights.Read(Path.Combine(work.Output, LoraWeights.FileName));
    }

    private string Images(string name, int count, int size, string prompt = "a red ball") =>
        NoiseImages.Write(_folder.File(name), name, count, size, prompt);

    private static string[] Bytes(WorkFolder work) => [.. Directory.GetFiles(work.Output).Order(StringComparer.Ordinal)
        .Select(file => $"{Path.GetFileName(file)} {Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(File.ReadAllBytes(file)))}")];

    private static void CopyFolder(string from, string to)
    {
        foreach (var file in Directory.EnumerateFiles(from, "*", SearchOption.AllDirectories))
        {
            var target = Path.Combine(to, Path.GetRelativePath(from, file));
            _ = Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            File.Copy(file, target);
        }
    }
}
