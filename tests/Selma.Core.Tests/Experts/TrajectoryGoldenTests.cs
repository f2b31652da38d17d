using System.Text.Json;
using Selma.Core.Artifacts;
using Selma.Core.Numerics;
using Selma.Core.Training;
using Selma.TestKit;
using static TorchSharp.torch;

namespace Selma.Core.Tests.Experts;

public static class TrajectoryGoldenTests
{
    private const double Relative = 1e-5; // of losses and norms
    private const double MostEntries = 5e-6; // of 99.9 % of the entries
    private const double OwnError = 5; // times the reference's difference between float32 and float64, where that is more: sd_eps_epoch_end has gradients of 2e-10
    private const double Mean = 1e-6;
    private const double Single = 1e-6; // of values that are no weights

    public static TheoryData<string> Cases => Shared.HasGoldens
        ? [.. Read().RootElement.EnumerateObject().Select(item => item.Name)]
        : ["absent"];

    [Theory]
    [MemberData(nameof(Cases))]
    public static void Training_follows_diffusers(string name)
    {
        using var scope = NewDisposeScope();
        using var oneThread = new IntraOpThreads(1);
        var tensors = TensorFile.Read(Shared.Golden("training", "trajectory", $"{name}.safetensors"));
        using var file = Read();
        var facts = file.RootElement.GetProperty(name);
        using var trajectory = new Trajectory(facts.GetProperty("config"));
        Begin(name, trajectory, tensors);
        var updates = trajectory.MicroBatches().ToList();
        for (var update = 0; update < updates.Count; update++)
        {
            Update($"{name} update {update + 1}", trajectory, updates[update], update, facts, tensors);
        }

        Assert.Equal(facts.GetProperty("micro_batches").GetInt32(), updates.Sum(update => update.Length));
        End(name, trajectory, tensors);
    }

    private static void Begin(string name, Trajectory trajectory, Dictionary<string, Tensor> tensors)
    {
        var batch = trajectory.Batch(0);
        TensorAssert.Close(tensors["first.encoder_hidden_states"], batch.Conditioning.Context, 5e-6, $"{name} context");
        if (batch.Conditioning.Pooled is { } pooled)
        {
            TensorAssert.Close(tensors["first.text_embeds"], pooled, 5e-6, $"{name} pooled text");
        }

        TensorAssert.Close(tensors["first.latents"], batch.Latent, 5e-6, $"{name} latents");
        TensorAssert.Close(tensors["first.noisy"], trajectory.Noisy(batch), 5e-6, $"{name} noisy");
        TensorAssert.Close(tensors["first.target"], trajectory.Target(batch), 5e-6, $"{name} target");
        TensorAssert.Close(tensors["first.pred"], trajectory.Predict(batch), 2e-5, $"{name} prediction");
    }

    private static void Update(
        string name, Trajectory trajectory, int[] microBatches, int update, JsonElement facts, Dictionary<string, Tensor> tensors)
    {
        using var scope = NewDisposeScope();
        using var gradient = trajectory.Training.Gradient(microBatches.Length, i => trajectory.Batch(microBatches[i]), CancellationToken.None);
        Compare($"{name} gradient", $"grad_{update + 1}.", trajectory.Training.Parameters, gradient.Gradient, tensors);
        foreach (var (m, loss) in microBatches.Zip(gradient.Losses))
        {
            Near($"{name} micro-batch {m} loss", facts.GetProperty("micro_loss")[m].GetDouble(), loss * trajectory.Accumulation);
        }

        var done = trajectory.Training.Update(gradient);
        Near($"{name} loss", facts.GetProperty("train_loss")[update].GetDouble(), done.Loss);
        Near($"{name} norm", facts.GetProperty("grad_norm")[update].GetDouble(), done.GradientNorm);
        Assert.Equal(facts.GetProperty("lr")[update].GetDouble(), done.LearningRate, 1e-12);
        var (difference, bound) = (facts.GetProperty("fp32_minus_fp64"), $"weights_after_{update + 1}_max_abs");
        var near = difference.TryGetProperty(bound, out var own) ? Math.Max(MostEntries, OwnError * own.GetDouble()) : MostEntries;
        Weights(name, $"after_{update + 1}.", trajectory.Training.Parameters, near, 2 * done.LearningRate * (update + 1), tensors);
    }

    private static void End(string name, Trajectory trajectory, Dictionary<string, Tensor> tensors)
    {
        Assert.Equal(trajectory.Training.Parameters.Names.Count, tensors.Keys.Count(key => key.StartsWith("after_12.", StringComparison.Ordinal)));
        Compare(name, "adam_12.exp_avg.", trajectory.Training.Parameters, trajectory.Training.Optimizer.Mean, tensors);
        Compare(name, "adam_12.exp_avg_sq.", trajectory.Training.Parameters, trajectory.Training.Optimizer.Square, tensors);
    }

    private static void Compare(string name, string prefix, FlatParameters parameters, Tensor flat, Dictionary<string, Tensor> tensors)
    {
        foreach (var (path, view) in parameters.Names.Zip(parameters.Views(flat)))
        {
            if (tensors.TryGetValue(prefix + path, out var expected))
            {
                TensorAssert.Close(expected, view, Single, $"{name} {prefix}{path}");
            }
        }
    }

    private static void Weights(
        string name, string prefix, FlatParameters parameters, double near, double largest, Dictionary<string, Tensor> tensors)
    {
        var pairs = parameters.Names.Zip(parameters.Parameters).Where(pair => tensors.ContainsKey(prefix + pair.First)).ToList();
        if (pairs.Count == 0)
        {
            return;
        }

        var errors = cat([.. pairs.Select(pair => tensors[prefix + pair.First].Minus(pair.Second).abs().reshape(-1))]);
        Assert.True(errors.mean().item<float>() <= Mean, $"{name}: mean error {errors.mean().item<float>():g3}");
        Assert.True(errors.max().item<float>() <= largest + 1e-6, $"{name}: largest error {errors.max().item<float>():g3}");
        var share = errors.Minus(near).le(zeros(1)).to(ScalarType.Float64).mean().item<double>();
        Assert.True(share >= 0.999, $"{name}: {share:p2} of the entries are within {near:g3}");
    }

    private static void Near(string name, double expected, double actual) =>
        Assert.True(Math.Abs(expected - actual) <= Relative * Math.Abs(expected), $"{name}: {actual:g9} instead of {expected:g9}");

    private static JsonDocument Read() => JsonDocument.Parse(File.ReadAllText(Shared.Golden("training", "trajectory", "trajectories.json")));
}
