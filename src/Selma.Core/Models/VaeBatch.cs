namespace Selma.Core.Models;

/// <summary>How many images go through the autoencoder at once.</summary>
internal static class VaeBatch
{
    private const long SmallImage = 128 * 128;

    /// <summary>All of a batch where images are small; large ones go one by one, since 512x512 pixels take a gigabyte each.</summary>
    public static int Of(int images, long height, long width) => height * width <= SmallImage ? images : 1;
}
