using Selma.Core.Artifacts;
using Selma.Core.Training;
using static TorchSharp.torch;

namespace Selma.Core.Miniature;

/// <summary>The training loop that autoencoder and base model share: gradient, clipping, AdamW, moving average, checkpoints.</summary>
internal sealed class TrainingRun : IDisposable
{
    private const double LossMemory = 0.99;
    private readonly FlatParameters _parameters;
    private readonly TrainingPlan _plan;
    private readonly FlatAdamW _optimizer;
    private readonly MovingAverage _average;
    private readonly ParallelGradient _gradient;
    private readonly Tensor _losses;

    /// <param name="parameters">What is trained.</param>
    /// <param name="plan">Steps, rates and the like.</param>
    public TrainingRun(FlatParameters parameters, TrainingPlan plan)
    {
        (_parameters, _plan) = (parameters, plan);
        _optimizer = new FlatAdamW(parameters, new AdamWSettings { WeightDecay = plan.WeightDecay });
        _average = new MovingAverage(parameters, new MovingAverageSettings { MaxDecay = plan.AverageDecay });
        _gradient = new ParallelGradient(parameters, Math.Min(plan.MicroBatches, Environment.ProcessorCount));
        _losses = zeros(plan.Steps, dtype: ScalarType.Float64).DetachFromDisposeScope();
    }

    /// <summary>The loss of every update.</summary>
    public IReadOnlyList<double> Losses => _losses.data<double>().ToArray();

    /// <summary>Trains to the last step, going on from the newest checkpoint; at the end the parameters hold their moving average.</summary>
    /// <param name="folder">Folder of the checkpoints.</param>
    /// <param name="loss">Makes step s's batch and returns the loss of its micro-batch i, as a share of the batch's.</param>
    /// <param name="progress">Told every step.</param>
    /// <param name="cancellation">Stops after the step in hand, with a checkpoint.</param>
    public void Run(string folder, Func<long, Func<int, Tensor>> loss, IProgress<StageProgress> progress, CancellationToken cancellation)
    {
        var checkpoint = new Checkpoint(folder, _plan.Key, [
            ("values", _parameters.Values), ("mean", _optimizer.Mean), ("square", _optimizer.Square),
            ("average", _average.Values), ("losses", _losses)]);
        var first = checkpoint.Restore();
        _optimizer.Updates = _average.Steps = first;
        var running = first > 0 ? _losses[first - 1].item<double>() : double.NaN;
        for (var step = first; step < _plan.Steps; step++)
        {
            if (cancellation.IsCancellationRequested)
            {
                checkpoint.Save(step);
                cancellation.ThrowIfCancellationRequested();
            }

            var value = Step(step, loss(step));
            running = double.IsNaN(running) ? value : (LossMemory * running) + ((1 - LossMemory) * value);
            progress.Report(new((int)step + 1, _plan.Steps, _plan.Unit, running));
            if ((step + 1) % _plan.CheckpointingSteps == 0)
            {
                checkpoint.Save(step + 1);
            }
        }

        _average.Swap();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _optimizer.Dispose();
        _average.Dispose();
        _gradient.Dispose();
        _losses.Dispose();
    }

    private double Step(long step, Func<int, Tensor> loss)
    {
        using var scope = NewDisposeScope();
        using var batch = _gradient.Compute(_plan.MicroBatches, loss, CancellationToken.None);
        _ = GradientClip.Apply(batch.Gradient, _plan.MaxGradNorm);
        _optimizer.Update(batch.Gradient, _plan.LearningRate(step));
        _average.Update();
        _losses[step] = batch.Loss;
        return double.IsFinite(batch.Loss)
            ? batch.Loss
            : throw new SelmaException("SELMA2251", $"The loss of step {step} is {batch.Loss}. Lower the learning rate and train anew.");
    }
}
