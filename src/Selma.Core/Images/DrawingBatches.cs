namespace Selma.Core.Images;

/// <summary>How images are drawn together. Loads no libtorch, so that a plan may ask.</summary>
internal static class DrawingBatches
{
    /// <summary>Parameters up to which a network leaves most of a core's time to the calls around it.</summary>
    public const long SmallNetwork = 50_000_000;

    private const int SmallImage = 128;

    /// <summary>Images of a batch: cut at fixed places, since another batch size changes the last bits of a convolution.</summary>
    /// <param name="imageSize">Side of the image that the model was made for.</param>
    public static int SizeFor(long imageSize) => imageSize <= SmallImage ? 20 : 4;

    /// <summary>
    /// Batches drawn at the same time. A large model fills the machine by itself; small ones draw side by side, a thread for each batch.
    /// </summary>
    /// <param name="parameters">Parameters of the denoising network.</param>
    /// <param name="isOnCpu">Whether it runs on the processor.</param>
    public static int WorkersFor(long parameters, bool isOnCpu) => isOnCpu && parameters <= SmallNetwork ? Environment.ProcessorCount : 1;
}
