using System.Globalization;
using Selma.Core.Artifacts;
using Selma.Core.Merging;
using Selma.Core.Numerics;

namespace Selma.Benchmarks;

/// <summary>The merge of stage 4 at SDXL's size: five adapters of rank 128 on all 560 projections, made up of random factors.</summary>
internal static class MergeBenchmark
{
    private const int Experts = 5;
    private const int Rank = 128;
    private const int Context = 2048; // width of SDXL's text states

    // Blocks of SDXL: path, attentions, transformer blocks, width.
    private static readonly (string Block, int Attentions, int Depth, int Width)[] Blocks =
        [("down_blocks.1", 2, 2, 640), ("down_blocks.2", 2, 10, 1280), ("mid_block", 1, 10, 1280), ("up_blocks.0", 3, 10, 1280), ("up_blocks.1", 3, 2, 640)];

    /// <summary>Merges once.</summary>
    /// <param name="method">The way to merge.</param>
    /// <param name="every">Takes one layer of so many, so that slow methods can be scaled up.</param>
    /// <param name="decomposition"><c>exact</c> or <c>randomized</c>.</param>
    public static int Run(string method, int every, string decomposition = "exact")
    {
        var folder = Directory.CreateTempSubdirectory("selma-merge-").FullName;
        try
        {
            (string Path, int In, int Out)[] layers = [.. Layers().Where((_, i) => i % every == 0)];
            var experts = Enumerable.Range(0, Experts).Select(i => Write(folder, i, layers)).ToList();
            TorchSharp.torch.zeros(1).Dispose(); // libtorch's start is not the merge's
            var before = Environment.WorkingSet;
            var cost = Cost.Of(() => new MergeStage(new() { Method = method, Decomposition = decomposition }).Run(
                experts, new WorkFolder(Path.Combine(folder, "work")), new Silent(), CancellationToken.None));
            var (peak, read, written) = (Peak(), Experts * Size(folder, "e0"), Size(folder, "work/output"));
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"{method} ({decomposition}): {Experts} experts of rank {Rank}, {layers.Length} layers, {Size(folder, "e0") / 1e6:0} MB each; {cost.Clock:0.0} s ({cost.Processor:0.0} s of processor time)"));
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture, $"memory: {before / 1e6:0} MB before, {peak / 1e6:0} MB at most; result {written / 1e6:0} MB"));
            var bandwidth = MergeBandwidth.PrintMean(experts); // after the merge, whose peak of memory it would hide
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture, $"from files to file: {(read + written) / cost.Clock / 1e9:0.00} GB/s; times a copy in memory: {cost.Clock * bandwidth / (read + written):0.0}"));
            return 0;
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static IEnumerable<(string Path, int In, int Out)> Layers() =>
        from block in Blocks
        from attention in Enumerable.Range(0, block.Attentions)
        from depth in Enumerable.Range(0, block.Depth)
        from part in new[] { "attn1", "attn2" }
        from projection in new[] { "to_q", "to_k", "to_v", "to_out.0" }
        let reads = (part, projection) is ("attn2", "to_k" or "to_v") ? Context : block.Width
        select ($"{block.Block}.attentions.{attention}.transformer_blocks.{depth}.{part}.{projection}", reads, block.Width);

    /// <summary>An expert whose numbers are cheap to make and of full rank: no normal numbers are needed to time a merge.</summary>
    private static ExpertFolder Write(string folder, int expert, (string Path, int In, int Out)[] layers)
    {
        var path = Path.Combine(folder, $"e{expert}");
        var tensors = layers.SelectMany(layer => new[]
        {
            Source($"unet.{layer.Path}.lora_A.weight", [Rank, layer.In], (ulong)expert),
            Source($"unet.{layer.Path}.lora_B.weight", [layer.Out, Rank], (ulong)expert),
        });
        SafeTensorsWriter.Write(Path.Combine(path, "pytorch_lora_weights.safetensors"), tensors);
        return new($"e{expert}", path);
    }

    private static SafeTensorSource Source(string name, long[] shape, ulong expert) => new(name, SafeTensorDtype.F32, shape, stream =>
    {
        var draws = new Draws(expert, name, 0);
        var bytes = new byte[shape[0] * shape[1] * sizeof(float)];
        var values = System.Runtime.InteropServices.MemoryMarshal.Cast<byte, float>(bytes.AsSpan());
        for (var i = 0; i < values.Length; i++)
        {
            values[i] = (float)draws.NextDouble(-0.1, 0.1);
        }

        stream.Write(bytes);
    });

    private static long Size(string folder, string part) =>
        Directory.EnumerateFiles(Path.Combine(folder, part)).Sum(file => new FileInfo(file).Length);

    /// <summary>The largest resident set of the process.</summary>
    private static long Peak() => System.Diagnostics.Process.GetCurrentProcess().PeakWorkingSet64;

    private sealed class Silent : IProgress<StageProgress>
    {
        public void Report(StageProgress value)
        {
        }
    }
}
