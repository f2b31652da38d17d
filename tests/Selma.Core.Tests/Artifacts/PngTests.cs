using System.Buffers.Binary;
using CsCheck;
using Selma.Core.Artifacts;
using Selma.TestKit;

namespace Selma.Core.Tests.Artifacts;

public static class PngTests
{
    private const int ColorTypeOffset = 25; // 8 bytes signature, 8 bytes chunk head, width, height, bit depth
    private const byte Rgb = 2;

    [Fact]
    public static void Pixels_come_back() =>
        Gen.Select(Gen.Int[1, 20], Gen.Int[1, 20]).SelectMany(size => Gen.Byte.Array[size.Item1 * size.Item2 * 3].Select(rgb => (rgb, size.Item1, size.Item2)))
            .Sample(
                picture =>
                {
                    using var folder = new TemporaryFolder();
                    AtomicFile.WriteBytes(folder.File("a.png"), Png.Encode(picture.rgb, picture.Item2, picture.Item3));
                    var (rgb, width, height) = Png.Read(folder.File("a.png"));
                    return (width, height) == (picture.Item2, picture.Item3) && rgb.SequenceEqual(picture.rgb);
                },
                iter: 50);

    [Fact]
    public static void A_file_holds_three_channels_and_the_same_bytes_each_time()
    {
        byte[] rgb = [255, 0, 0, 0, 255, 0, 0, 0, 255, 1, 2, 3, 4, 5, 6, 7, 8, 9];
        var png = Png.Encode(rgb, 3, 2);
        Assert.Equal(png, Png.Encode(rgb, 3, 2));
        Assert.Equal((3, 2), (BinaryPrimitives.ReadInt32BigEndian(png.AsSpan(16)), BinaryPrimitives.ReadInt32BigEndian(png.AsSpan(20))));
        Assert.Equal(Rgb, png[ColorTypeOffset]);
    }

    [Fact]
    public static void Missing_broken_and_cut_files_are_refused()
    {
        using var folder = new TemporaryFolder();
        var png = Png.Encode(new byte[30 * 30 * 3], 30, 30);
        AtomicFile.WriteText(folder.File("text.png"), "no image");
        AtomicFile.WriteBytes(folder.File("cut.png"), png[..(png.Length / 2)]);
        foreach (var name in new[] { "text.png", "cut.png", "missing.png" })
        {
            var error = Assert.Throws<SelmaException>(() => Png.Read(folder.File(name)));
            Assert.Equal(("SELMA2121", folder.File(name)), (error.Code, error.Place?.File));
        }
    }
}
