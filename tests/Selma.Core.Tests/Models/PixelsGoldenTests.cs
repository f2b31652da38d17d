using Selma.Core.Artifacts;
using Selma.Core.Models;
using Selma.TestKit;
using static TorchSharp.torch;

namespace Selma.Core.Tests.Models;

public static class PixelsGoldenTests
{
    [Fact]
    public static void Bytes_are_those_of_diffusers_for_every_tie_and_limit()
    {
        using var scope = NewDisposeScope();
        var golden = TensorFile.Read(Shared.Golden("diffusion", "postprocess", "postprocess.safetensors"));
        var bytes = Assert.Single(Pixels.ToBytes(golden["vae_output"]));
        Assert.Equal(golden["uint8_hwc"].contiguous().bytes.ToArray(), bytes);
        TensorAssert.Close(golden["np_nhwc"], Pixels.ToUnitRange(golden["vae_output"]).permute(0, 2, 3, 1), 0);
    }

    [Fact]
    public static void Bytes_go_in_as_diffusers_takes_them_and_come_back()
    {
        using var scope = NewDisposeScope();
        var golden = TensorFile.Read(Shared.Golden("diffusion", "postprocess", "postprocess.safetensors"));
        var picture = golden["preprocess_uint8_hwc"];
        var bytes = picture.contiguous().bytes.ToArray();
        var image = Pixels.FromBytes(bytes, (int)picture.shape[0], (int)picture.shape[1]);
        TensorAssert.Close(golden["preprocess_nchw"], image, 0);
        Assert.Equal(bytes, Pixels.ToBytes(image)[0]);
    }
}
