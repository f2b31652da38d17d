using Selma.Core.Artifacts;
using Selma.Core.Models.Text;
using Selma.Core.Numerics;
using Selma.TestKit;
using static TorchSharp.torch;

namespace Selma.Core.Tests.Models.Text;

public static class ClipMlpGoldenTests
{
    [Theory]
    [InlineData("gelu")]
    [InlineData("quick_gelu")]
    public static void An_mlp_of_width_one_is_its_activation(string name)
    {
        var golden = TensorFile.Read(Shared.Golden("diffusion", "blocks", "activations.safetensors"));
        using var mlp = new ClipMlp(new() { HiddenSize = 1, IntermediateSize = 1, Activation = name });
        using var off = no_grad();
        foreach (var (key, parameter) in mlp.named_parameters())
        {
            _ = parameter.zero_().PlusInPlace(key.EndsWith("weight", StringComparison.Ordinal) ? 1 : 0);
        }

        using var scope = NewDisposeScope();
        TensorAssert.Close(golden[name], mlp.call(golden["x"].unsqueeze(-1)).squeeze(-1), 1e-6, name);
    }
}
