using Selma.Core.Numerics;
using Selma.Core.Pipeline;
using static TorchSharp.torch;

namespace Selma.Core.Tests.Pipeline;

public static class ComputeChoiceTests
{
    [Theory]
    [InlineData("float32", ScalarType.Float32)]
    [InlineData("bfloat16", ScalarType.BFloat16)]
    public static void A_processor_computes_in_float32_or_bfloat16(string dtype, ScalarType expected) =>
        Assert.Equal(new Compute(CPU, expected).Dtype, ComputeChoice.Of("cpu", dtype).Dtype);

    [Fact]
    public static void Float16_on_a_processor_is_refused_with_a_way_out()
    {
        var error = Assert.Throws<SelmaException>(() => ComputeChoice.Of("cpu", "float16"));
        Assert.Equal("SELMA0023", error.Code);
        Assert.Contains("bfloat16", error.Message, StringComparison.Ordinal);
    }
}
