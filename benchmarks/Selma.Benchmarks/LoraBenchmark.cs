using static TorchSharp.torch;

namespace Selma.Benchmarks;

/// <summary>A step of an expert's training at full size: its parts, its memory, and what is gained over a plain script.</summary>
internal static class LoraBenchmark
{
    /// <summary>Measures and prints.</summary>
    public static int Run(NetworkOptions options)
    {
        var config = PublishedModel.Shape(options.Model).UNet;
        Console.WriteLine($"{options}: LoRA of rank 128 on one image");
        Parts(new(config, options.Side, options.Dtype, recomputes: false), options.Runs);
        Recomputed(new(config, options.Side, options.Dtype, recomputes: true), options.Runs);
        if (options.Model != "sdxl")
        {
            using var naive = new NaiveStep(config, options);
            using var ours = new TrainingStep(config, options.Side, ScalarType.BFloat16, recomputes: false);
            var rates = Rates.Of(options.Runs, naive.Run, ours.Run);
            Print($"  all in float32, image and prompt encoded in every step  {rates[0]}, in bfloat16 from the cache  {rates[1]}: {rates[0].Times(rates[1]):0.00} times as fast");
        }

        return 0;
    }

    private static void Parts(TrainingStep step, int runs)
    {
        using var owned = step;
        var memory = PeakMemory.Of(step.Run);
        var rates = Rates.Of(runs, step.Forward, step.Gradient, step.Run);
        var (forward, gradient, whole) = (rates[0].Median, rates[1].Median, rates[2].Median);
        Print($"  step              {rates[2]}: forward {forward:0.000} s, backward {gradient - forward:0.000} s ({(gradient - forward) / forward:0.00} times), AdamW {whole - gradient:0.000} s");
        Print($"  memory            {memory / 1e9:0.00} GB at most; weights {step.WeightBytes / 1e9:0.00} GB");
    }

    private static void Recomputed(TrainingStep step, int runs)
    {
        using var owned = step;
        Print($"  with gradient checkpointing {Rates.Of(runs, step.Run)[0]}");
    }

    private static void Print(FormattableString text) => Console.WriteLine(FormattableString.Invariant(text));
}
