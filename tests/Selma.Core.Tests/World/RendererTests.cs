using Selma.Core.World;

namespace Selma.Core.Tests.World;

public static class RendererTests
{
    [Fact]
    public static void A_box_is_painted_with_smooth_edges()
    {
        // Radius 10 around (32, 32): the edges lie at 24 and 40, between pixels.
        var rgb = Renderer.Render(Of(new("box", "red", 32, 32, 10, 0)));
        Assert.Equal([250, 250, 250], Pixel(rgb, 23, 32));
        Assert.Equal([220, 40, 40], Pixel(rgb, 24, 32));
        Assert.Equal([220, 40, 40], Pixel(rgb, 39, 39));
        Assert.Equal([250, 250, 250], Pixel(rgb, 40, 39));

        // Half a pixel to the right two of three sample columns of pixel 24 are inside: 250 - 6/9 * 30 = 230, 250 - 6/9 * 210 = 110.
        rgb = Renderer.Render(Of(new("box", "red", 32.5, 32, 10, 0)));
        Assert.Equal([230, 110, 110], Pixel(rgb, 24, 32));
    }

    [Fact]
    public static void A_ring_shows_the_background_inside()
    {
        var rgb = Renderer.Render(Of(new("ring", "blue", 20, 40, 9, 0)));
        Assert.Equal([250, 250, 250], Pixel(rgb, 20, 40));
        Assert.Equal([45, 80, 220], Pixel(rgb, 13, 40));
    }

    [Fact]
    public static void Shapes_at_the_border_are_cut_off()
    {
        var rgb = Renderer.Render(Of(new("ball", "green", 0, 63, 12, 0)));
        Assert.Equal([40, 160, 60], Pixel(rgb, 0, 63));
        Assert.Equal([250, 250, 250], Pixel(rgb, 63, 0));
    }

    [Fact]
    public static void Painted_area_is_the_outline_s_area()
    {
        Assert.All(Shapes.All, shape =>
        {
            var rgb = Renderer.Render(Of(new(shape.Noun, "black", 32.2, 31.7, 20, 0)));
            var painted = Enumerable.Range(0, 64 * 64).Sum(i => (250 - rgb[i * 3]) / 225.0);
            Assert.Equal(shape.Area * 400, painted, 0.01 * shape.Area * 400);
        });
    }

    private static Scene Of(PlacedShape shape) => new(new([new(shape.Noun, shape.Color)], [], "white"), [shape]);

    private static byte[] Pixel(byte[] rgb, int x, int y) => rgb[(((y * 64) + x) * 3)..((((y * 64) + x) * 3) + 3)];
}
