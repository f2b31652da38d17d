using System.Globalization;

namespace Selma.Benchmarks;

/// <summary>The costs of one variant, measured several times.</summary>
internal sealed class Timing(string name)
{
    private readonly List<Cost> _costs = [];

    public bool IsMeasured => _costs.Count > 0;

    private double Min => _costs.Min(cost => cost.Clock);

    private double Median => Middle(_costs.Select(cost => cost.Clock));

    private double Processor => Middle(_costs.Select(cost => cost.Processor));

    public void Add(Cost cost) => _costs.Add(cost);

    /// <summary>The line above those of <see cref="Print"/>.</summary>
    public static void PrintHead(string item, string ours) => Console.WriteLine(
        $"{"",-60} {"median s",10} {"min s",10} {"cpu s",10} {"ns per " + item,12}   times {ours} by median, min, cpu");

    /// <summary>One line: name, times, time per item, and how many times longer it took than <paramref name="ours"/>.</summary>
    public void Print(long items, Timing ours) => Console.WriteLine(string.Create(
        CultureInfo.InvariantCulture,
        $"{name,-60} {Median,10:0.0000} {Min,10:0.0000} {Processor,10:0.0000} {Median / items * 1e9,12:0.00}   ") + string.Create(
        CultureInfo.InvariantCulture,
        $"{Median / ours.Median,9:0.0} {Min / ours.Min,9:0.0} {Processor / ours.Processor,9:0.0}"));

    private static double Middle(IEnumerable<double> values)
    {
        var sorted = values.Order().ToArray();
        return sorted[sorted.Length / 2];
    }
}
