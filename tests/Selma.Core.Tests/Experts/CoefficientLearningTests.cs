using System.Text.Json;
using Selma.Core.Artifacts;
using Selma.Core.Experts;
using Selma.Core.Lora;
using Selma.Core.Merging;
using Selma.Core.Models;
using Selma.Core.Numerics;
using Selma.TestKit;
using static TorchSharp.torch;

namespace Selma.Core.Tests.Experts;

[Collection(nameof(Alone))]
public sealed class CoefficientLearningTests : IDisposable
{
    private static readonly CoefficientSettings Settings = new(Steps: 12, LearningRate: 3e-2, Samples: 3, TrainBatchSize: 4) { Experts = new() { MicroBatchSize = 2 } };
    private readonly TemporaryFolder _folder = new();
    private readonly TextToImageModel _model;
    private readonly string[] _images;
    private readonly string[] _experts;

    public CoefficientLearningTests()
    {
        _model = TinyModel.Create(_folder);
        _images = [Images("a", 5), Images("b", 4)];
        _experts = [Expert("a", 0.3f), Expert("b", 1)];
    }

    public void Dispose()
    {
        _model.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public void The_loss_of_the_mixture_falls_and_weights_move_apart_from_equal_ones()
    {
        var (work, learned) = Run("a", Settings with { Steps = 30 });
        using var record = JsonDocument.Parse(File.ReadAllText(Path.Combine(work.Output, CoefficientLearning.FileName)));
        var losses = record.RootElement.GetProperty("losses").EnumerateArray().Select(loss => loss.GetProperty("loss").GetDouble()).ToList();
        Assert.Equal(30, losses.Count);
        Assert.True(losses.TakeLast(8).Average() < losses.Take(8).Average(), string.Join(' ', losses));
        Assert.Equal(6, record.RootElement.GetProperty("pairs").GetInt32()); // three of each skill
        Assert.Equal(4 * 8, learned.Count);
        Assert.All(learned.Values, weights => Assert.Equal(2, weights.Count));
        Assert.Contains(learned.Values, weights => Math.Abs(weights[0] - 0.5) > 0.05);
        Assert.Contains(learned.Values, weights => Math.Abs(weights[0] - weights[1]) > 0.01);
    }

    [Fact]
    public void Nothing_but_the_weights_changes()
    {
        using var scope = NewDisposeScope();
        using var frozen = no_grad();
        var files = _experts.Select(File.ReadAllBytes).ToList();
        var before = _model.UNet.named_parameters().Select(item => item.parameter.Values()).ToList();
        _ = Run("a", Settings);
        Assert.Equal(before, _model.UNet.named_parameters().Select(item => item.parameter.Values()));
        Assert.Equal(files, _experts.Select(File.ReadAllBytes));
    }

    [Fact]
    public void Equal_weights_compute_as_the_merge_with_equal_weights_does()
    {
        using var scope = NewDisposeScope();
        using var frozen = no_grad();
        var (latent, timestep, context) = (Noise.Normal(1, "x", 0, 2, 4, 8, 8), tensor(new[] { 1L, 500L }), Noise.Normal(1, "c", 0, 2, 10, 16));
        LoraWeights[] experts = [.. _experts.Select(LoraWeights.Read)];
        Tensor mixed;
        using (var mixture = LoraMixture.Attach(_model.UNet, experts))
        {
            mixed = _model.UNet.call(latent, timestep, context);
        }

        using var merged = new LoraWeights(experts[0].Layers.Keys.Select(path => KeyValuePair.Create(
            path, Concatenation.Merge([.. experts.Select(expert => expert.Layers[path])], [0.5, 0.5]))).ToList());
        var plain = _model.UNet.call(latent, timestep, context);
        using (LoraFusion.FuseReversibly(_model.UNet, merged))
        {
            TensorAssert.Close(_model.UNet.call(latent, timestep, context), mixed, 1e-4);
        }

        Assert.True(plain.Minus(mixed).abs().max().item<float>() > 1e-3);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    public void Stopped_and_run_again_it_ends_with_the_same_weights_on_any_number_of_threads(int step)
    {
        var whole = Run("whole", Settings, threads: 1);
        using var source = new CancellationTokenSource();
        var stop = new Callback<StageProgress>(progress =>
        {
            if (progress.Done == step)
            {
                source.Cancel();
            }
        });
        var work = new WorkFolder(_folder.File("stopped"));
        Assert.Throws<OperationCanceledException>(() => Learning(Settings).Run(_images, _experts, work, stop, source.Token));
        var again = Learning(Settings).Run(_images, _experts, work, Callback<StageProgress>.None, CancellationToken.None);
        Assert.Equal(whole.Learned, again);
        Assert.Equal(
            File.ReadAllText(Path.Combine(whole.Work.Output, CoefficientLearning.FileName)), File.ReadAllText(Path.Combine(work.Output, CoefficientLearning.FileName)));
    }

    [Fact]
    public void The_merge_is_the_sum_of_updates_by_these_weights_and_says_so()
    {
        using var scope = NewDisposeScope();
        var (work, learned) = Run("a", Settings with { Steps = 3 });
        ExpertFolder[] folders = [.. _experts.Select(expert => new ExpertFolder(Path.GetFileName(Path.GetDirectoryName(expert)!), Path.GetDirectoryName(expert)!))];
        _ = new MergeStage(new() { Method = "cat_learned", Steps = 3, Coefficients = learned }).Run(folders, work, Callback<StageProgress>.None, CancellationToken.None);
        using var merged = LoraWeights.Read(Path.Combine(work.Output, LoraWeights.FileName));
        LoraWeights[] experts = [.. _experts.Select(LoraWeights.Read)];
        foreach (var (path, weights) in learned)
        {
            var sum = Combination.Sum(experts.Select(expert => LoraWeights.Delta(expert.Layers[path])), weights);
            TensorAssert.Close(sum, LoraWeights.Delta(merged.Layers[path]), 1e-5);
        }

        using var record = JsonDocument.Parse(File.ReadAllText(Path.Combine(work.Output, "merge.json")));
        var (first, own) = learned.First();
        Assert.Equal(own, record.RootElement.GetProperty("coefficients").GetProperty(first).Deserialize<double[]>()!);
    }

    [Fact]
    public void Steps_leave_no_tensor_behind()
    {
        long Left(int steps)
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
            var before = Tensor.TotalCount;
            _ = Run($"live-{steps}", Settings with { Steps = steps }, threads: 1);
            return Tensor.TotalCount - before;
        }

        _ = Left(1); // what is made once and kept
        Assert.Equal(Left(2), Left(8)); // not none: TorchSharp counts what becomes a parameter twice
    }

    [Fact]
    public void Experts_of_different_layers_are_an_error()
    {
        using var whole = LoraWeights.Read(_experts[0]);
        using (var part = new LoraWeights(whole.Layers.Skip(1).ToList()))
        {
            part.Write(_folder.File("part", LoraWeights.FileName));
        }

        var error = Assert.Throws<SelmaException>(() => Learning(Settings).Run(
            _images, [_experts[1], _folder.File("part", LoraWeights.FileName)], new WorkFolder(_folder.File("w")), Callback<StageProgress>.None, CancellationToken.None));
        Assert.Equal("SELMA2232", error.Code);
    }

    private CoefficientLearning Learning(CoefficientSettings settings, int threads = 2) => new(_model, settings, 42, threads);

    private (WorkFolder Work, IReadOnlyDictionary<string, IReadOnlyList<double>> Learned) Run(string name, CoefficientSettings settings, int threads = 2)
    {
        var work = new WorkFolder(_folder.File($"work-{name}"));
        return (work, Learning(settings, threads).Run(_images, _experts, work, Callback<StageProgress>.None, CancellationToken.None));
    }

    /// <summary>Random factors, which disturb the network: their weights should fall.</summary>
    private string Expert(string name, float strength)
    {
        using var scope = NewDisposeScope();
        using var adapter = LoraAdapter.Attach(_model.UNet, new() { Rank = 2, Alpha = 2 }, 1);
        using var start = adapter.Weights();
        using var weights = new LoraWeights(start.Layers.Select(layer => KeyValuePair.Create(
            layer.Key,
            layer.Value with { Up = Noise.Normal(1, $"{name}/{layer.Key}", 0, layer.Value.Up.shape).Times(strength) })).ToList());
        var path = _folder.File($"expert-{name}", LoraWeights.FileName);
        weights.Write(path);
        return path;
    }

    private string Images(string name, int count) =>
        NoiseImages.Write(_folder.File($"images-{name}"), name, count, TinyModel.ImageSize, $"a {name} ball");
}
