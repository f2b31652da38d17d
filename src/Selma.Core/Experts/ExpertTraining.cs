using System.Collections.Concurrent;
using Selma.Core.Models;
using Selma.Core.Numerics;
using Selma.Core.Training;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Selma.Core.Experts;

/// <summary>The updates of one expert: gradient of a batch, clipping, AdamW at the schedule's rate.</summary>
internal sealed class ExpertTraining : IDisposable
{
    private readonly UNet _unet;
    private readonly DenoisingLoss _loss;
    private readonly ParallelGradient _gradient;
    private readonly LearningRateSchedule _schedule;
    private readonly double _maxNorm;
    private readonly bool _recompute;
    private readonly ConcurrentDictionary<int, int[]> _used = []; // parameters in each part of the network

    /// <param name="unet">The network.</param>
    /// <param name="parameters">What is trained: parameters of what is attached to the network.</param>
    /// <param name="loss">What is minimised.</param>
    /// <param name="settings">Optimizer and schedule.</param>
    /// <param name="threads">Micro-batches computed at the same time.</param>
    public ExpertTraining(UNet unet, IEnumerable<(string Name, Parameter Parameter)> parameters, DenoisingLoss loss, ExpertSettings settings, int threads)
    {
        (_unet, _loss) = (unet, loss);
        Parameters = new FlatParameters(parameters);
        _gradient = new ParallelGradient(Parameters, threads);
        Optimizer = new FlatAdamW(Parameters, new()
        {
            Beta1 = settings.AdamBeta1,
            Beta2 = settings.AdamBeta2,
            Epsilon = settings.AdamEpsilon,
            WeightDecay = settings.AdamWeightDecay,
        });
        _schedule = new()
        {
            Name = settings.LrScheduler,
            LearningRate = settings.LearningRate,
            WarmupSteps = settings.LrWarmupSteps,
            TrainingSteps = settings.MaxTrainSteps,
            Cycles = settings.LrNumCycles,
            Power = settings.LrPower,
        };
        Scale = new LossScale(unet.Dtype == ScalarType.Float16);
        _recompute = settings.GradientCheckpointing;
        _maxNorm = settings.MaxGradNorm ?? double.PositiveInfinity;
    }

    /// <summary>What is trained, in one tensor.</summary>
    public FlatParameters Parameters { get; }

    /// <summary>The factor on a float16 network's loss.</summary>
    public LossScale Scale { get; }

    /// <summary>Moments and number of updates.</summary>
    public FlatAdamW Optimizer { get; }

    /// <summary>The gradient of a batch; nothing changes.</summary>
    /// <param name="microBatches">Passes through the network.</param>
    /// <param name="batch">Makes one of them; called on several threads.</param>
    /// <param name="cancellation">Stops before the next pass.</param>
    public BatchGradient Gradient(int microBatches, Func<int, DenoisingBatch> batch, CancellationToken cancellation)
    {
        while (true)
        {
            var scaled = _recompute
                ? _gradient.Compute(microBatches, index => Recomputed(batch(index)), cancellation)
                : _gradient.Compute(microBatches, index => Share(batch(index), Scale.Factor), cancellation);
            var gradient = Unscaled(scaled);
            if (!Scale.IsNeeded || IsFinite(gradient.Gradient) || !Scale.Shrink())
            {
                return gradient;
            }

            gradient.Dispose();
        }
    }

    /// <summary>Updates the adapter once.</summary>
    /// <param name="gradient">Is clipped in place.</param>
    /// <exception cref="SelmaException">SELMA2241: loss or gradient is no number; then nothing has changed.</exception>
    public ExpertUpdate Update(BatchGradient gradient)
    {
        var norm = GradientClip.Apply(gradient.Gradient, _maxNorm);
        if (!double.IsFinite(gradient.Loss) || !double.IsFinite(norm))
        {
            throw new SelmaException(
                "SELMA2241",
                $"The loss of update {Optimizer.Updates + 1} is {gradient.Loss}, its gradient's norm {norm}. " +
                "Lower 'experts.learning_rate', or 'merge.learning_rate' where a merge learns.");
        }

        var rate = _schedule.At(Optimizer.Updates);
        Optimizer.Update(gradient.Gradient, rate);
        Scale.CountUpdate();
        return new(gradient.Loss, norm, rate);
    }

    /// <summary>The loss of batches, without training on them.</summary>
    /// <param name="microBatches">Passes through the network.</param>
    /// <param name="batch">Makes one of them; called on several threads.</param>
    /// <param name="cancellation">Stops before the next pass.</param>
    public double Evaluate(int microBatches, Func<int, DenoisingBatch> batch, CancellationToken cancellation) =>
        _gradient.Evaluate(microBatches, index => Share(batch(index), 1), cancellation);

    /// <inheritdoc/>
    public void Dispose()
    {
        _gradient.Dispose();
        Optimizer.Dispose();
        Scale.Dispose();
        Parameters.Dispose();
    }

    private static bool IsFinite(Tensor gradient)
    {
        using var norm = gradient.norm();
        return float.IsFinite(norm.item<float>());
    }

    private Tensor Share(DenoisingBatch batch, double scale) => _loss.Compute(_unet, batch).Times(batch.Share * scale);

    private BatchGradient Unscaled(BatchGradient gradient)
    {
        if (!Scale.IsNeeded)
        {
            return gradient;
        }

        using var frozen = no_grad();
        _ = gradient.Gradient.OverInPlace(Scale.Factor);
        return gradient with { Losses = [.. gradient.Losses.Select(loss => loss / Scale.Factor)] };
    }

    /// <summary>The same loss and its gradient, with little of the network in memory at a time.</summary>
    private (double Loss, Tensor Gradient) Recomputed(DenoisingBatch batch)
    {
        using var tape = new BlockTape(Parameters, _used);
        var prediction = _loss.Predict(_unet, batch, tape.Run).detach().requires_grad_(true);
        var loss = _loss.Of(prediction, batch).Times(batch.Share * Scale.Factor);
        return (loss.item<float>(), tape.Gradient(autograd.grad([loss], [prediction])[0]));
    }
}
