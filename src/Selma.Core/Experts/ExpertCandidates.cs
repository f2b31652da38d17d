using Selma.Core.Numerics;
using static TorchSharp.torch;

namespace Selma.Core.Experts;

/// <summary>Chooses the expert: the last state, or the one with the smallest loss on pairs that were held out.</summary>
/// <remarks>The paper chooses by DSG on the benchmark's own prompts (section 4.3), which favours the test set; this does not.</remarks>
internal sealed class ExpertCandidates : IDisposable
{
    private readonly ExpertTraining _training;
    private readonly ExpertBatches _batches;
    private readonly int[] _steps;
    private readonly Tensor _losses; // [candidates], NaN: not seen yet
    private readonly Tensor? _best; // [N]

    /// <param name="training">What is trained.</param>
    /// <param name="batches">The held-out batches; when there are none, the last state is chosen.</param>
    /// <param name="settings">Steps of the candidates.</param>
    public ExpertCandidates(ExpertTraining training, ExpertBatches batches, ExpertSettings settings)
    {
        (_training, _batches) = (training, batches);
        _steps = Enumerable.Range(1, settings.MaxTrainSteps / settings.CheckpointingSteps).Select(i => i * settings.CheckpointingSteps)
            .Append(settings.MaxTrainSteps).Distinct().ToArray();
        _losses = zeros(_steps.Length, dtype: ScalarType.Float64).PlusInPlace(double.NaN).DetachFromDisposeScope();
        _best = batches.HeldOutPairs > 0 ? zeros_like(training.Parameters.Values).DetachFromDisposeScope() : null;
    }

    /// <summary>What a checkpoint must keep.</summary>
    public IReadOnlyList<(string Name, Tensor Tensor)> State => _best is null ? [] : [("candidates", _losses), ("best", _best)];

    /// <summary>The candidates seen so far; none where the last state is chosen anyway.</summary>
    public IReadOnlyList<StepLoss> Seen =>
        [.. _steps.Zip(_losses.data<double>().ToArray(), (step, loss) => new StepLoss(step, loss)).Where(item => !double.IsNaN(item.Loss))];

    /// <summary>The step of the best candidate, the earliest of equals.</summary>
    public int ChosenStep => Seen.MinBy(candidate => candidate.Loss)?.Step ?? _steps[^1];

    /// <summary>Looks at the present state if it is a candidate that was not seen.</summary>
    /// <param name="step">Updates done.</param>
    /// <param name="cancellation">Stops before the next pass through the network; then the candidate counts as not seen.</param>
    public void Look(long step, CancellationToken cancellation)
    {
        var index = Array.IndexOf(_steps, (int)step);
        if (_best is null || index < 0 || !double.IsNaN(_losses.data<double>()[index]))
        {
            return;
        }

        var loss = _training.Evaluate(_batches.ValidationBatches, _batches.Validation, cancellation);
        _losses.data<double>()[index] = loss;
        if (ChosenStep == step)
        {
            using var frozen = no_grad();
            _ = _best.copy_(_training.Parameters.Values);
        }
    }

    /// <summary>Puts the chosen state into the adapter.</summary>
    public void TakeChosen()
    {
        if (_best is not null)
        {
            using var frozen = no_grad();
            _ = _training.Parameters.Values.copy_(_best);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _losses.Dispose();
        _best?.Dispose();
    }
}
