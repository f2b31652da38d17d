using Selma.Core.Experts;
using Selma.Core.Lora;
using Selma.Core.Models;
using Selma.Core.Numerics;
using Selma.TestKit;
using static TorchSharp.torch;

namespace Selma.Core.Tests.Experts;

[Collection(nameof(Alone))]
public sealed class GradientCheckpointingTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Gradients_are_those_of_the_network_computed_once(bool xl)
    {
        using var model = xl ? TinyXlModel.Create(_folder) : TinyModel.Create(_folder);
        using var adapter = Adapter(model);
        using var plain = Training(model, adapter, false);
        using var recomputing = Training(model, adapter, true);
        using var expected = plain.Gradient(2, item => Batch(model, item), CancellationToken.None);
        using var actual = recomputing.Gradient(2, item => Batch(model, item), CancellationToken.None);
        Assert.Equal(expected.Losses, actual.Losses);
        Assert.True(expected.Gradient.abs().max().item<float>() > 1e-3);
        TensorAssert.Close(expected.Gradient, actual.Gradient, 1e-6, "gradient");
    }

    [Fact]
    public void In_bfloat16_the_same_attention_computes_the_outputs_and_their_gradients()
    {
        using var model = TinyModel.Create(_folder, new(CPU, ScalarType.BFloat16));
        using var adapter = Adapter(model);
        using var plain = Training(model, adapter, false);
        using var recomputing = Training(model, adapter, true);
        using var expected = plain.Gradient(1, item => Batch(model, item, side: 16), CancellationToken.None); // 256 positions
        using var actual = recomputing.Gradient(1, item => Batch(model, item, side: 16), CancellationToken.None);
        Assert.Equal(expected.Losses, actual.Losses);
        var error = actual.Gradient.Minus(expected.Gradient).norm().item<float>() / expected.Gradient.norm().item<float>();
        Assert.InRange(error, 0, 0.01f); // sums of a skip's two gradients round
    }

    [Fact]
    public void Recomputing_leaves_no_tensor_behind()
    {
        using var model = TinyModel.Create(_folder);
        using var adapter = Adapter(model);
        using var training = Training(model, adapter, true);
        LiveTensors.AssertNoneLeft(() =>
        {
            using var gradient = training.Gradient(2, item => Batch(model, item), CancellationToken.None);
        });
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void In_float16_a_loss_scale_is_found_and_taken_out_again(bool recompute)
    {
        using var model = TinyModel.Create(_folder, new(CPU, ScalarType.Float16));
        using var adapter = Adapter(model);
        using var training = Training(model, adapter, recompute);
        using var other = new TemporaryFolder();
        using var single = TinyModel.Create(other);
        using var singleAdapter = Adapter(single);
        using var reference = Training(single, singleAdapter, false);
        using var gradient = training.Gradient(1, item => Batch(model, item), CancellationToken.None);
        using var expected = reference.Gradient(1, item => Batch(single, item), CancellationToken.None);
        Assert.InRange(training.Scale.Factor, 1, 65536);
        Assert.Equal(1, reference.Scale.Factor);
        Assert.Equal(1, gradient.Loss / expected.Loss, 0.01);
        var error = gradient.Gradient.Minus(expected.Gradient).norm().item<float>() / expected.Gradient.norm().item<float>();
        Assert.InRange(error, 1e-7f, 0.03f);
    }

    private static LoraAdapter Adapter(TextToImageModel model)
    {
        var adapter = LoraAdapter.Attach(model.UNet, new() { Rank = 2, Alpha = 2 }, 42);
        using var off = no_grad();
        foreach (var layer in adapter.Layers)
        {
            using var scope = NewDisposeScope();
            _ = layer.Up.copy_(Noise.Normal(3, layer.Path, 0, layer.Up.shape).Times(0.3)); // with B zero A has no gradient
        }

        return adapter;
    }

    private static ExpertTraining Training(TextToImageModel model, LoraAdapter adapter, bool recompute) => new(
        model.UNet, adapter.Parameters, new DenoisingLoss(model.Scheduler, null, model.IsXl), new() { GradientCheckpointing = recompute }, threads: 1);

    private static DenoisingBatch Batch(TextToImageModel model, int item, int side = 8)
    {
        var config = model.UNet.Config;
        var pooled = config.ProjectionClassEmbeddingsInputDim - (6 * config.AdditionTimeEmbedDim);
        return new(
            Noise.Normal(1, "latent", item, 2, 4, side, side),
            Noise.Normal(1, "noise", item, 2, 4, side, side),
            [100 * (item + 1), 999],
            new(
                Noise.Normal(1, "context", item, 2, 10, config.CrossAttentionDim).to(model.Compute.Dtype),
                pooled > 0 ? Noise.Normal(1, "pooled", item, 2, pooled).to(model.Compute.Dtype) : null,
                pooled > 0 ? Noise.Normal(1, "ids", item, 2, 6).Times(100) : null),
            0.5);
    }
}
