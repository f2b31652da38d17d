using static TorchSharp.torch;

namespace Selma.Core.Models;

/// <summary>Runs one part of a network; whoever passes another one than <see cref="BlockRunners.Direct"/> sees every part and its inputs.</summary>
/// <param name="block">The part: computes its output from its inputs alone.</param>
/// <param name="inputs">All tensors that the output depends on, weights excepted.</param>
internal delegate Tensor BlockRunner(Func<Tensor[], Tensor> block, params Tensor[] inputs);

/// <summary>The usual runner.</summary>
internal static class BlockRunners
{
    /// <summary>Runs the part and does nothing else.</summary>
    public static Tensor Direct(Func<Tensor[], Tensor> block, params Tensor[] inputs) => block(inputs);
}
