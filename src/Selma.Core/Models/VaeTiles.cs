using Selma.Core.Numerics;
using static TorchSharp.torch;

namespace Selma.Core.Models;

/// <summary>Runs an autoencoder over overlapping tiles of large images and blends their edges: little memory for a small difference.</summary>
/// <remarks>As diffusers' AutoencoderKL with tiling: tiles of the size that the autoencoder was made for, a quarter of it overlapping.</remarks>
internal sealed class VaeTiles(Vae vae)
{
    private const double Overlap = 0.25;
    private readonly long _image = vae.Config.SampleSize;
    private readonly long _latent = vae.Config.SampleSize / vae.Config.Downscale;

    /// <summary>As <see cref="Vae.Decode"/>; a latent no larger than a tile is decoded whole.</summary>
    /// <param name="latent">[B, 4, h, w]</param>
    /// <returns>[B, 3, 8 h, 8 w]</returns>
    public Tensor Decode(Tensor latent) => Run(latent, _latent, _image, vae.Decode);

    /// <summary>As <see cref="Vae.Posterior"/>, from <see cref="Moments"/>.</summary>
    /// <param name="image">[B, 3, H, W]</param>
    public (Tensor Mean, Tensor LogVar) Posterior(Tensor image)
    {
        using var scope = NewDisposeScope();
        var (mean, logVar) = Vae.Halves(Moments(image));
        return (mean.MoveToOuterDisposeScope(), logVar.MoveToOuterDisposeScope());
    }

    /// <summary>As <see cref="Vae.Moments"/>; an image no larger than a tile is encoded whole.</summary>
    /// <param name="image">[B, 3, H, W]</param>
    /// <returns>[B, 8, H / 8, W / 8]</returns>
    public Tensor Moments(Tensor image) => Run(image, _image, _latent, vae.Moments);

    private static Tensor Run(Tensor x, long tileIn, long tileOut, Func<Tensor, Tensor> network)
    {
        if (x.shape[2] <= tileIn && x.shape[3] <= tileIn)
        {
            return network(x);
        }

        using var scope = NewDisposeScope();
        var blend = (long)(tileOut * Overlap);
        var rows = Starts(x.shape[2], tileIn).Select(top => Starts(x.shape[3], tileIn)
            .Select(left => network(Cut(Cut(x, 2, top, tileIn), 3, left, tileIn))).ToArray()).ToArray();
        for (var row = 0; row < rows.Length; row++)
        {
            for (var column = 0; column < rows[row].Length; column++)
            {
                var tile = row > 0 ? Blend(rows[row - 1][column], rows[row][column], 2, blend) : rows[row][column];
                rows[row][column] = column > 0 ? Blend(rows[row][column - 1], tile, 3, blend) : tile;
            }
        }

        var keep = tileOut - blend;
        return cat([.. rows.Select(row => cat([.. row.Select(tile => Cut(Cut(tile, 2, 0, keep), 3, 0, keep))], 3))], 2).MoveToOuterDisposeScope();
    }

    private static IEnumerable<long> Starts(long length, long tile)
    {
        var step = (long)(tile * (1 - Overlap));
        for (var start = 0L; start < length; start += step)
        {
            yield return start;
        }
    }

    private static Tensor Cut(Tensor x, long axis, long start, long length) =>
        x.narrow(axis, start, Math.Min(length, x.shape[axis] - start));

    /// <summary>Fades from the end of the tile before into the beginning of a tile.</summary>
    internal static Tensor Blend(Tensor before, Tensor tile, long axis, long extent)
    {
        extent = Math.Min(extent, Math.Min(before.shape[axis], tile.shape[axis]));
        var shape = axis == 2 ? new long[] { 1, 1, extent, 1 } : [1, 1, 1, extent];
        var share = tensor(Enumerable.Range(0, (int)extent).Select(i => i / (float)extent).ToArray()).to(tile.device).to(tile.dtype).reshape(shape);
        var end = before.narrow(axis, before.shape[axis] - extent, extent);
        var mixed = end.mul(ones_like(share).Minus(share)).Plus(tile.narrow(axis, 0, extent).mul(share));
        return cat([mixed, tile.narrow(axis, extent, tile.shape[axis] - extent)], axis);
    }
}
