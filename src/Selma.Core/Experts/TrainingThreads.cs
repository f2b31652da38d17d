namespace Selma.Core.Experts;

/// <summary>How many micro-batches are computed at the same time. Loads no libtorch, so that a plan may ask.</summary>
internal static class TrainingThreads
{
    /// <summary>As many as there are cores, 1 on a GPU.</summary>
    public static int For(bool isOnCpu) => isOnCpu ? Environment.ProcessorCount : 1;
}
