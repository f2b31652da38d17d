using Selma.Core.Experiments;
using Selma.Core.Models.Hub;
using Selma.TestKit;

namespace Selma.Core.Tests.Experiments;

public static class LockFileTests
{
    private static readonly LockedModel Model = new(
        "CompVis/stable-diffusion-v1-4", null, new('a', 40), "creativeml: \"openrail\" #m", [new("unet/config.json", 743, new('1', 64)), new("unet/ä b.safetensors", 5_000_000_000, new('2', 64))]);

    [Fact]
    public static void What_is_written_is_read_and_order_does_not_change_the_bytes()
    {
        using var folder = new TemporaryFolder();
        var variant = Model with { Variant = "fp16", License = null };
        LockFile.Write(folder.File("1"), [Model, variant]);
        LockFile.Write(folder.File("2"), [variant, Model]);
        Assert.Equal(File.ReadAllText(folder.File("1")), File.ReadAllText(folder.File("2")));
        var read = LockFile.Read(folder.File("1"));
        Assert.Equal([Model with { Files = [] }, variant with { Files = [] }], read.Select(model => model with { Files = [] }));
        Assert.All(read, model => Assert.Equal(Model.Files, model.Files));
        Assert.Empty(LockFile.Read(folder.File("none")));
    }

    [Theory]
    [InlineData("size: 743", "size: 744", "SELMA1032")]
    [InlineData("unet/config.json", "../../config.json", "SELMA1032")]
    [InlineData("aaaaaaaa", "main", "SELMA1032")]
    [InlineData("\"CompVis/stable-diffusion-v1-4\"", "\"../x\"", "SELMA1032")]
    [InlineData("sha256:", "sha265:", "SELMA1004")]
    [InlineData("fingerprint:", "#", "SELMA1006")]
    [InlineData("size: 743", "size: -1", "SELMA1005")]
    [InlineData("models:\n", "models: 3 #\n", "SELMA1002")]
    public static void A_changed_lock_is_refused_with_its_place(string from, string to, string code)
    {
        using var folder = new TemporaryFolder();
        LockFile.Write(folder.File("selma.lock"), [Model]);
        var changed = folder.Write("selma.lock", File.ReadAllText(folder.File("selma.lock")).Replace(from, to, StringComparison.Ordinal));
        var error = Assert.Throws<SelmaException>(() => LockFile.Read(changed));
        Assert.Equal((code, changed), (error.Code, error.Place?.File));
        Assert.True(error.Place?.Line > 0);
    }
}
