using System.Globalization;
using Selma.Core.Numerics;
using static TorchSharp.torch;

namespace Selma.Core.Pipeline;

/// <summary>Turns an experiment's <c>device</c> and <c>dtype</c> into what networks take. Loads libtorch.</summary>
internal static class ComputeChoice
{
    /// <summary>Chooses.</summary>
    /// <param name="device"><c>auto</c>, <c>cpu</c>, <c>cuda</c> or <c>cuda:1</c>.</param>
    /// <param name="dtype"><c>float32</c>, <c>float16</c> or <c>bfloat16</c>.</param>
    /// <exception cref="SelmaException">SELMA0022: there is no such device. SELMA0023: float16 on a CPU.</exception>
    public static Compute Of(string device, string dtype)
    {
        var compute = new Compute(DeviceOf(device), dtype switch
        {
            "bfloat16" => ScalarType.BFloat16,
            "float16" => ScalarType.Float16,
            _ => ScalarType.Float32,
        });
        return compute is { Dtype: ScalarType.Float16, Device.type: TorchSharp.DeviceType.CPU }
            ? throw new SelmaException(
                "SELMA0023", "float16 is about a hundred times slower than bfloat16 on a processor. Set 'dtype' to bfloat16 or float32, or 'device' to cuda.")
            : compute;
    }

    private static Device DeviceOf(string device)
    {
        if (device == "cpu" || (device == "auto" && !cuda.is_available()))
        {
            return CPU;
        }

        var number = device.StartsWith("cuda:", StringComparison.Ordinal) ? int.Parse(device[5..], CultureInfo.InvariantCulture) : 0;
        return cuda.is_available() && number < cuda.device_count()
            ? new(TorchSharp.DeviceType.CUDA, number)
            : throw new SelmaException(
                "SELMA0022",
                $"There is no device '{device}': {(cuda.is_available() ? cuda.device_count() : 0)} CUDA devices can be used. " +
                "Set 'device' to auto or cpu, or build with SelmaDevice=cuda on a machine that has one.");
    }
}
