using Selma.Core.Numerics;

namespace Selma.Core.Tests.Numerics;

public static class NoiseTests
{
    [Fact]
    public static void Seed_42_draws_the_numbers_known_of_libtorch()
    {
        using var three = Noise.Normal(42, 3); // models.md 7.3
        Assert.Equal([0.33669037f, 0.1288094f, 0.23446237f], three.data<float>().ToArray());
        using var latent = Noise.Normal(42, 1, 4, 64, 64);
        Assert.Equal(1.9269153f, latent[0, 0, 0, 0].item<float>(), 6);
    }

    [Fact]
    public static void An_items_noise_depends_on_seed_stream_and_item_only()
    {
        using var a = Noise.Normal(7, "coco/images", 3, 4, 8, 8);
        using var other = Noise.Normal(7, "coco/images", 4, 4, 8, 8);
        using var again = Noise.Normal(7, "coco/images", 3, 4, 8, 8);
        Assert.Equal(a.data<float>().ToArray(), again.data<float>().ToArray());
        Assert.NotEqual(a.data<float>().ToArray(), other.data<float>().ToArray());
    }
}
