using Selma.Core.Miniature;
using Selma.Core.Models;
using Selma.Core.Numerics;
using static TorchSharp.torch;

namespace Selma.Core.Tests.Models;

public sealed class VaeTilesTests : IDisposable
{
    private readonly Vae _vae;

    public VaeTilesTests()
    {
        _vae = new Vae(new() { BlockOutChannels = [16, 16], NormGroups = 8, SampleSize = 16 }); // tiles of 8x8 latents
        StartValues.Draw(_vae, 3, "vae");
    }

    public void Dispose() => _vae.Dispose();

    [Fact]
    public void What_fits_into_a_tile_is_decoded_and_encoded_whole()
    {
        using var scope = NewDisposeScope();
        using var off = no_grad();
        var (latent, image) = (Noise.Normal(1, 1, 4, 8, 8), Noise.Normal(1, 1, 3, 16, 12));
        TensorAssert.Close(_vae.Decode(latent), new VaeTiles(_vae).Decode(latent), 0);
        TensorAssert.Close(_vae.Moments(image), new VaeTiles(_vae).Moments(image), 0);
    }

    [Fact]
    public void A_large_image_is_encoded_in_tiles_whose_halves_are_mean_and_log_variance()
    {
        using var scope = NewDisposeScope();
        using var off = no_grad();
        var image = Noise.Normal(1, 2, 3, 28, 16);
        var (mean, logVar) = new VaeTiles(_vae).Posterior(image);
        Assert.Equal([2, 4, 14, 8], mean.shape);
        var corner = _vae.Posterior(image[.., .., ..16, ..]);
        TensorAssert.Close(corner.Mean[.., .., ..6, ..6], mean[.., .., ..6, ..6], 1e-5); // 8 rows and columns of the first tile, the last 2 of which fade
        TensorAssert.Close(corner.LogVar[.., .., ..6, ..6], logVar[.., .., ..6, ..6], 1e-5);
        var below = _vae.Posterior(image[.., .., 12.., ..]); // the second tile begins after three quarters of the first
        TensorAssert.Close(below.Mean[.., .., 2..6, ..6], mean[.., .., 8..12, ..6], 1e-5);
        TensorAssert.Close(corner.Mean[.., .., 7..8, ..6].Plus(below.Mean[.., .., 1..2, ..6]).Over(2), mean[.., .., 7..8, ..6], 1e-5);
    }

    [Theory]
    [InlineData(8, 20)]
    [InlineData(14, 14)]
    [InlineData(9, 8)]
    public void A_large_latent_is_decoded_in_tiles_that_meet(int height, int width)
    {
        using var scope = NewDisposeScope();
        using var off = no_grad();
        var latent = Noise.Normal(1, 2, 4, height, width);
        var tiled = new VaeTiles(_vae).Decode(latent);
        Assert.Equal([2, 3, 2 * height, 2 * width], tiled.shape);
        TensorAssert.Close(_vae.Decode(latent[.., .., ..8, ..8])[.., .., ..4, ..4], tiled[.., .., ..4, ..4], 1e-5); // beyond the first corner tiles mix
        var even = zeros(1, 4, height, width);
        Assert.Equal([1, 8, height, width], new VaeTiles(_vae).Moments(_vae.Decode(even)).shape);
    }

    [Fact]
    public void Tiles_fade_into_one_another_linearly()
    {
        using var scope = NewDisposeScope();
        var (before, tile) = (zeros(1, 1, 1, 6), ones(1, 1, 1, 6));
        Assert.Equal([0, 0.25f, 0.5f, 0.75f, 1, 1], VaeTiles.Blend(before, tile, 3, 4).Values()); // 0, 1, 2, 3 of 4 parts the new tile
    }
}
