using System.Globalization;

namespace Selma.Benchmarks;

/// <summary>Seconds of a variant that was run several times.</summary>
internal sealed class Rates
{
    private readonly List<double> _seconds = [];

    public double Median => _seconds.Order().ElementAt(_seconds.Count / 2);

    /// <summary>How many times longer this took than another variant: the median of runs one after the other, whatever else the machine did then.</summary>
    public double Times(Rates other) => _seconds.Zip(other._seconds, (own, others) => own / others).Order().ElementAt(_seconds.Count / 2);

    private double Min => _seconds.Min();

    private double Max => _seconds.Max();

    /// <summary>Runs every variant once without counting, then all of them in turn, so that what else the machine does meets each alike.</summary>
    public static Rates[] Of(int runs, params Action[] variants)
    {
        var rates = variants.Select(_ => new Rates()).ToArray();
        for (var run = -1; run < runs; run++)
        {
            foreach (var (variant, rate) in variants.Zip(rates))
            {
                var seconds = Cost.Of(variant).Clock;
                if (run >= 0)
                {
                    rate._seconds.Add(seconds);
                }
            }
        }

        return rates;
    }

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Median,8:0.000} s [{Min:0.000}..{Max:0.000}]");
}
