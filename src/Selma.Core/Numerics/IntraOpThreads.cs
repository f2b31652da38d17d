using static TorchSharp.torch;

namespace Selma.Core.Numerics;

/// <summary>Sets the number of threads inside one libtorch operation for the calling thread, and puts it back when disposed.</summary>
/// <remarks>With one thread the order of every sum, and so every bit of the result, is the same on any number of cores.</remarks>
public sealed class IntraOpThreads : IDisposable
{
    private readonly int _before = get_num_threads();

    /// <summary>Sets the number.</summary>
    public IntraOpThreads(int count) => set_num_threads(count);

    /// <summary>Puts back the number of before.</summary>
    public void Dispose() => set_num_threads(_before);
}
