using Selma.Core.Models;
using static TorchSharp.torch;

namespace Selma.Benchmarks;

/// <summary>A step of drawing with guidance: the network at batch 2, against two passes of batch 1 and the machine's matrix products.</summary>
internal static class UNetBenchmark
{
    /// <summary>Measures and prints.</summary>
    public static int Run(NetworkOptions options)
    {
        using var frozen = inference_mode();
        var config = PublishedModel.Shape(options.Model).UNet;
        using var unet = RandomWeights.Network(() => new UNet(config), new(CPU, options.Dtype));
        var weights = unet.parameters().Sum(parameter => parameter.numel() * parameter.element_size());
        using var scope = NewDisposeScope();
        var input = UNetInput.Of(config, 2, options.Side, new(CPU, options.Dtype));
        var (first, second) = (input.Item(0), input.Item(1));
        var operations = FlopCount.Of(unet, input);
        var memory = PeakMemory.Of(() => Call(unet, input));
        var product = new MatrixProduct(options.Dtype);
        var rates = Rates.Of(options.Runs, product.Run, () => Call(unet, input), () => Call(unet, first, second));
        var peak = product.Operations / rates[0].Median;
        var share = operations / product.Operations / rates[1].Times(rates[0]);
        Print($"{options}: {operations / 1e9:0.0} GFLOP a step with guidance; matrix products {peak / 1e9:0} GFLOP/s");
        Print($"  one pass of 2    {rates[1]}  {operations / rates[1].Median / 1e9:0} GFLOP/s, {share:0.00} of the matrix products");
        Print($"  two passes of 1  {rates[2]}  {rates[2].Times(rates[1]):0.00} times as long");
        Print($"  memory           {memory / 1e9:0.00} GB at most, {memory / (double)weights:0.0} times the weights ({weights / 1e9:0.00} GB)");
        return 0;
    }

    private static void Call(UNet unet, params UNetInput[] inputs)
    {
        foreach (var input in inputs)
        {
            using var output = unet.call(input.Sample, input.Timestep, input.Conditioning);
        }
    }

    private static void Print(FormattableString text) => Console.WriteLine(FormattableString.Invariant(text));
}
