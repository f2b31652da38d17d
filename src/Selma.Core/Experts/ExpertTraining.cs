using Selma.Core.Lora;
using Selma.Core.Models;
using Selma.Core.Numerics;
using Selma.Core.Training;
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

    /// <param name="unet">The network that <paramref name="adapter"/> is attached to.</param>
    /// <param name="adapter">What is trained.</param>
    /// <param name="loss">What is minimised.</param>
    /// <param name="settings">Optimizer and schedule.</param>
    /// <param name="threads">Micro-batches computed at the same time.</param>
    public ExpertTraining(UNet unet, LoraAdapter adapter, DenoisingLoss loss, ExpertSettings settings, int threads)
    {
        (_unet, _loss) = (unet, loss);
        Parameters = new FlatParameters(adapter.Parameters);
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
        _maxNorm = settings.MaxGradNorm ?? double.PositiveInfinity;
    }

    /// <summary>The adapter's factors in one tensor.</summary>
    public FlatParameters Parameters { get; }

    /// <summary>Moments and number of updates.</summary>
    public FlatAdamW Optimizer { get; }

    /// <summary>The gradient of a batch; nothing changes.</summary>
    /// <param name="microBatches">Passes through the network.</param>
    /// <param name="batch">Makes one of them; called on several threads.</param>
    /// <param name="cancellation">Stops before the next pass.</param>
    public BatchGradient Gradient(int microBatches, Func<int, DenoisingBatch> batch, CancellationToken cancellation) =>
        _gradient.Compute(microBatches, index => Share(batch(index)), cancellation);

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
                $"The loss of update {Optimizer.Updates + 1} is {gradient.Loss}, its gradient's norm {norm}. Lower 'experts.learning_rate'.");
        }

        var rate = _schedule.At(Optimizer.Updates);
        Optimizer.Update(gradient.Gradient, rate);
        return new(gradient.Loss, norm, rate);
    }

    /// <summary>The loss of batches, without training on them.</summary>
    /// <param name="microBatches">Passes through the network.</param>
    /// <param name="batch">Makes one of them; called on several threads.</param>
    /// <param name="cancellation">Stops before the next pass.</param>
    public double Evaluate(int microBatches, Func<int, DenoisingBatch> batch, CancellationToken cancellation) =>
        _gradient.Evaluate(microBatches, index => Share(batch(index)), cancellation);

    /// <inheritdoc/>
    public void Dispose()
    {
        _gradient.Dispose();
        Optimizer.Dispose();
        Parameters.Dispose();
    }

    private Tensor Share(DenoisingBatch batch) => _loss.Compute(_unet, batch).Times(batch.Share);
}
