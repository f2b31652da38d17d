using Selma.Core.Artifacts;
using Selma.Core.Training;
using static TorchSharp.torch;

namespace Selma.Core.Experts;

/// <summary>The whole training of an expert: updates, candidates, checkpoints.</summary>
internal sealed class ExpertRun : IDisposable
{
    private const int ResumeSteps = 50; // a killed run loses at most so many updates
    private readonly ExpertTraining _training;
    private readonly ExpertBatches _batches;
    private readonly ExpertSettings _settings;
    private readonly ExpertCandidates _candidates;
    private readonly Tensor _losses; // [max_train_steps]

    /// <param name="training">The updates; taken over.</param>
    /// <param name="batches">Training and held-out batches.</param>
    /// <param name="settings">How to train.</param>
    public ExpertRun(ExpertTraining training, ExpertBatches batches, ExpertSettings settings)
    {
        (_training, _batches, _settings) = (training, batches, settings);
        _candidates = new ExpertCandidates(training, batches, settings);
        _losses = zeros(settings.MaxTrainSteps, dtype: ScalarType.Float64).DetachFromDisposeScope();
    }

    /// <summary>The loss of every update.</summary>
    public IReadOnlyList<double> Losses => _losses.data<double>().ToArray();

    /// <summary>What the expert is chosen from.</summary>
    public ExpertCandidates Candidates => _candidates;

    /// <summary>Trains to the last update, going on from the newest checkpoint.</summary>
    /// <param name="folder">Folder of the checkpoints.</param>
    /// <param name="key">What the training depends on.</param>
    /// <param name="progress">Told where training begins and every update.</param>
    /// <param name="cancellation">Stops before the next pass through the network, with a checkpoint.</param>
    public void Train(string folder, string key, IProgress<StageProgress> progress, CancellationToken cancellation)
    {
        var optimizer = _training.Optimizer;
        var checkpoint = new Checkpoint(folder, key, [
            ("values", _training.Parameters.Values), ("mean", optimizer.Mean), ("square", optimizer.Square), ("losses", _losses),
            .. _training.Scale.IsNeeded ? [("scale", _training.Scale.State)] : Array.Empty<(string, Tensor)>(), .. _candidates.State]);
        optimizer.Updates = checkpoint.Restore();
        progress.Report(new((int)optimizer.Updates, _settings.MaxTrainSteps, "steps"));
        try
        {
            while (true)
            {
                _candidates.Look(optimizer.Updates, cancellation);
                if (optimizer.Updates >= _settings.MaxTrainSteps)
                {
                    return;
                }

                Step(progress, cancellation);
                if (optimizer.Updates % Math.Min(ResumeSteps, _settings.CheckpointingSteps) == 0)
                {
                    checkpoint.Save(optimizer.Updates);
                }
            }
        }
        catch (OperationCanceledException)
        {
            checkpoint.Save(optimizer.Updates);
            throw;
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _training.Dispose();
        _candidates.Dispose();
        _losses.Dispose();
    }

    private void Step(IProgress<StageProgress> progress, CancellationToken cancellation)
    {
        var step = _training.Optimizer.Updates;
        using var gradient = _training.Gradient(_batches.MicroBatches, index => _batches.Training(step, index), cancellation);
        _losses[step] = _training.Update(gradient).Loss;
        progress.Report(new((int)step + 1, _settings.MaxTrainSteps, "steps", gradient.Loss));
    }
}
