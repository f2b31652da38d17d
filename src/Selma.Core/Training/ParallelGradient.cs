using Selma.Core.Numerics;
using static TorchSharp.torch;

namespace Selma.Core.Training;

/// <summary>The gradient of a batch that is cut into micro-batches, computed on several threads.</summary>
/// <remarks>
/// The caller cuts at fixed boundaries; each micro-batch runs on one thread with one thread inside libtorch, and gradients are
/// summed in the order of the micro-batches. So the result has the same bits for any number of threads and cores.
/// Modules may be shared by the threads: a forward pass only reads them.
/// </remarks>
public sealed class ParallelGradient : IDisposable
{
    private readonly FlatParameters _parameters;
    private readonly WorkerThreads _threads;

    /// <summary>Starts the threads.</summary>
    /// <param name="parameters">What to differentiate by.</param>
    /// <param name="threads">How many; 1 on a GPU, on a CPU no more than cores.</param>
    public ParallelGradient(FlatParameters parameters, int threads)
    {
        _parameters = parameters;
        _threads = new WorkerThreads(threads);
    }

    /// <summary>Computes the gradient of a batch.</summary>
    /// <param name="microBatches">How many micro-batches the batch has.</param>
    /// <param name="loss">
    /// The loss of a micro-batch as a share of the batch's, so that losses (and gradients) add up: called on several threads at once,
    /// inside a dispose scope of its own.
    /// </param>
    /// <param name="cancellation">Stops before the next micro-batch.</param>
    public BatchGradient Compute(int microBatches, Func<int, Tensor> loss, CancellationToken cancellation) => Compute(
        microBatches,
        index =>
        {
            var value = loss(index);
            return (value.item<float>(), _parameters.Gradient(value));
        },
        cancellation);

    /// <summary>Computes the gradient of a batch whose micro-batches know their own gradients.</summary>
    /// <param name="microBatches">How many micro-batches the batch has.</param>
    /// <param name="gradient">Loss and gradient, [N], of a micro-batch, as above.</param>
    /// <param name="cancellation">Stops before the next micro-batch.</param>
    public BatchGradient Compute(int microBatches, Func<int, (double Loss, Tensor Gradient)> gradient, CancellationToken cancellation)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(microBatches);
        var losses = new double[microBatches];
        using var sum = new OrderedSum(microBatches);
        _threads.Run(microBatches, index =>
        {
            cancellation.ThrowIfCancellationRequested();
            using var scope = NewDisposeScope();
            (losses[index], var own) = gradient(index);
            sum.Add(index, own.DetachFromDisposeScope());
        });
        return new(sum.Take(), losses);
    }

    /// <summary>Computes the loss alone.</summary>
    /// <param name="microBatches">How many micro-batches there are.</param>
    /// <param name="loss">The loss of a micro-batch as a share of the whole.</param>
    /// <param name="cancellation">Stops before the next micro-batch.</param>
    public double Evaluate(int microBatches, Func<int, Tensor> loss, CancellationToken cancellation)
    {
        var losses = new double[microBatches];
        _threads.Run(microBatches, index =>
        {
            cancellation.ThrowIfCancellationRequested();
            using var scope = NewDisposeScope();
            using var frozen = no_grad();
            losses[index] = loss(index).item<float>();
        });
        return losses.Sum();
    }

    /// <inheritdoc/>
    public void Dispose() => _threads.Dispose();
}
