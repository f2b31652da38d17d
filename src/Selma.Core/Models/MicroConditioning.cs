using static TorchSharp.torch;

namespace Selma.Core.Models;

/// <summary>What SDXL is told of an image's history: the size that it once had, where it was cut, and the size to draw.</summary>
/// <remarks>Source: Podell et al. 2023, section 2.2; names and order as in diffusers' pipeline.</remarks>
/// <param name="OriginalSize">Height and width before any resizing.</param>
/// <param name="CropsCoordsTopLeft">Top and left of the cut.</param>
/// <param name="TargetSize">Height and width of the result.</param>
public sealed record MicroConditioning((int Height, int Width) OriginalSize, (int Top, int Left) CropsCoordsTopLeft, (int Height, int Width) TargetSize)
{
    /// <summary>An image that was neither resized nor cut.</summary>
    public static MicroConditioning Whole(int height, int width) => new((height, width), (0, 0), (height, width));

    /// <summary>The six numbers as the network takes them.</summary>
    /// <returns>[1, 6], float32</returns>
    public Tensor Ids() => tensor(
        [
            (float)OriginalSize.Height, OriginalSize.Width, CropsCoordsTopLeft.Top, CropsCoordsTopLeft.Left, TargetSize.Height, TargetSize.Width,
        ]).unsqueeze_(0);
}
