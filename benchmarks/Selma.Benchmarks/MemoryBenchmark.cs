using System.Diagnostics;
using System.Globalization;

namespace Selma.Benchmarks;

/// <summary>The memory that drawing and training take, beside what a plan says of it. Each case has a process of its own.</summary>
internal static class MemoryBenchmark
{
    private static readonly string[] Short =
    [
        "mini draw float32 64 20 2",
        "mini train float32 64 16 2",
        "middle draw float32 256 4",
        "middle draw bfloat16 256 4",
        "middle decode float32 256",
        "middle decode bfloat16 256",
        "middle encode float32 256",
        "middle train float32 256",
        "middle train bfloat16 256 4",
        "middle train bfloat16 256 2 2",
        "middle recompute float32 256",
        "middle recompute bfloat16 256 4",
    ];

    /// <summary>Measures one case, or a list of short ones.</summary>
    public static int Run(string[] words)
    {
        if (words is ["--child", .. var rest] && MemoryCase.Read(rest) is { } own)
        {
            Measure(own);
            return 0;
        }

        MemoryCase?[] cases = words.Length > 0 ? [MemoryCase.Read(words)] : [.. Short.Select(text => MemoryCase.Read(text.Split(' ')))];
        if (cases.Contains(null))
        {
            Console.Error.WriteLine(
                $"Usage: Selma.Benchmarks memory [folder | middle | mini | {PublishedModel.Names} draw|decode|encode|train|recompute float32|bfloat16 pixels [batch [threads]]]");
            return 2;
        }

        Console.WriteLine($"{"case",-44} {"before GB",10} {"peak GB",10} {"plan GB",10} {"plan / peak",12} {"s",8}");
        return cases.Max(one => Start(one!));
    }

    private static int Start(MemoryCase one)
    {
        var start = new ProcessStartInfo(Environment.ProcessPath!);
        if (Path.GetFileNameWithoutExtension(Environment.ProcessPath) == "dotnet")
        {
            start.ArgumentList.Add(typeof(MemoryBenchmark).Assembly.Location);
        }

        Array.ForEach(["memory", "--child", .. one.Words], start.ArgumentList.Add);
        using var child = Process.Start(start)!;
        child.WaitForExit();
        return child.ExitCode;
    }

    private static void Measure(MemoryCase one)
    {
        using var work = new MemoryWork(one);
        var (before, cost) = (Environment.WorkingSet, default(Cost));
        var (peak, plan) = (PeakMemory.Of(() => cost = Cost.Of(work.Run)), one.Planned());
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{$"{one.Model} {one.Kind} {one.Dtype} {one.Pixels} px, {one.Batch} x {one.Threads}",-44} {before / 1e9,10:0.00} {peak / 1e9,10:0.00} {plan / 1e9,10:0.00} {plan / (double)peak,12:0.00} {cost.Clock,8:0.0}"));
    }
}
