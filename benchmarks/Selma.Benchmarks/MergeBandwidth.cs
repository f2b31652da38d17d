using System.Globalization;
using Selma.Core.Lora;
using Selma.Core.Merging;
using static TorchSharp.torch;

namespace Selma.Benchmarks;

/// <summary>How near a merge comes to the machine's memory: time over that of copying as many bytes as it must read and write.</summary>
internal static class MergeBandwidth
{
    private const int Runs = 15;
    private const long Copied = 256 << 20; // bytes, far more than any cache holds
    private const int MostLayers = 56; // kept in memory at once: 0.37 GB

    /// <summary>P11: the mean of experts' factors in memory. Copies and means take turns, so that other work on the machine disturbs both.</summary>
    /// <param name="experts">The experts' files.</param>
    /// <returns>Bytes a second that libtorch's own copy reads and writes.</returns>
    public static double PrintMean(IEnumerable<ExpertFolder> experts)
    {
        using var scope = NewDisposeScope();
        using var frozen = no_grad();
        var (from, to) = (ones(Copied / sizeof(float)), zeros(Copied / sizeof(float)));
        var layers = Read(experts);
        var weights = Enumerable.Repeat(1.0 / layers[0].Count, layers[0].Count).ToArray();
        var bytes = sizeof(float) * layers.Sum(layer => layer.Sum(Numbers) + Numbers(layer[0]));
        var rates = Rates.Of(Runs, () => _ = to.copy_(from), () => layers.ForEach(layer => FactorMean.Merge(layer, weights).Dispose()));
        var (copy, mean) = (2 * Copied / rates[0].Median, bytes / rates[1].Median);
        var ratio = 2.0 * Copied / bytes * rates[1].Times(rates[0]);
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"P11: mean of {weights.Length} experts in memory, {layers.Count} layers, {get_num_threads()} threads: {bytes / mean * 1e3:0.0} ms for {bytes / 1e6:0} MB, {mean / 1e9:0.0} GB/s; times a copy ({copy / 1e9:0.0} GB/s): {ratio:0.00}"));
        return copy;
    }

    private static List<List<LoraLayer>> Read(IEnumerable<ExpertFolder> experts)
    {
        var readers = experts.Select(expert => LoraReader.Open(Path.Combine(expert.Folder, LoraWeights.FileName))).ToList();
        var layers = readers[0].Sites.Keys.Take(MostLayers).Select(path => readers.Select(reader => reader.Read(path)).ToList()).ToList();
        readers.ForEach(reader => reader.Dispose());
        return layers;
    }

    private static long Numbers(LoraLayer layer) => layer.Rank * (layer.In + layer.Out);
}
