using System.Globalization;

namespace Selma.Core.Training;

/// <summary>The learning rate of every update.</summary>
/// <remarks>
/// Source: diffusers <c>get_scheduler</c>, quirks included: with warm-up the first update has rate 0, <c>cosine</c> always runs
/// half a period and rises again after the last step, <c>polynomial</c> ends at 1e-7.
/// </remarks>
public sealed record LearningRateSchedule
{
    private const double PolynomialEnd = 1e-7; // diffusers' lr_end

    private static readonly Dictionary<string, Func<LearningRateSchedule, long, double>> Forms = new(StringComparer.Ordinal)
    {
        ["constant"] = (_, _) => 1,
        ["constant_with_warmup"] = (schedule, update) => schedule.Warmup(update) ?? 1,
        ["linear"] = (schedule, update) => schedule.Warmup(update) ?? Math.Max(0, 1 - schedule.Progress(update)),
        ["cosine"] = (schedule, update) => schedule.Warmup(update) ?? Cosine(schedule.Progress(update)),
        ["cosine_with_restarts"] = (schedule, update) => schedule.Warmup(update) ?? schedule.Restarts(update),
        ["polynomial"] = (schedule, update) => schedule.Warmup(update) ?? schedule.Polynomial(update),
        ["piecewise_constant"] = (schedule, update) => schedule.Piece(update),
    };

    /// <summary>The names that <see cref="Name"/> may have.</summary>
    public static IReadOnlyCollection<string> Names => Forms.Keys;

    /// <summary>One of <see cref="Names"/>.</summary>
    public string Name { get; init; } = "constant";

    /// <summary>The rate that the schedule scales.</summary>
    public double LearningRate { get; init; } = 3e-4;

    /// <summary>Updates over which the rate rises from 0.</summary>
    public int WarmupSteps { get; init; }

    /// <summary>Updates in all.</summary>
    public int TrainingSteps { get; init; } = 1;

    /// <summary>Periods of <c>cosine_with_restarts</c>; the other forms ignore it.</summary>
    public int Cycles { get; init; } = 1;

    /// <summary>Exponent of <c>polynomial</c>.</summary>
    public double Power { get; init; } = 1;

    /// <summary>Factors of <c>piecewise_constant</c>, each with the update it ends before: <c>1:5,0.1:10,0.005</c>.</summary>
    public string StepRules { get; init; } = "1";

    /// <summary>The rate of an update.</summary>
    /// <param name="update">Counted from 0.</param>
    /// <exception cref="SelmaException">SELMA1301: <see cref="Name"/> is not one of <see cref="Names"/>.</exception>
    public double At(long update) => Forms.TryGetValue(Name, out var form)
        ? LearningRate * form(this, update)
        : throw new SelmaException("SELMA1301", $"'{Name}' is no learning-rate schedule. Use one of {string.Join(", ", Names)}.");

    private static double Cosine(double progress) => Math.Max(0, 0.5 * (1 + Math.Cos(Math.PI * progress)));

    private double? Warmup(long update) => update < WarmupSteps ? update / (double)Math.Max(1, WarmupSteps) : null;

    private double Progress(long update) => (update - WarmupSteps) / (double)Math.Max(1, TrainingSteps - WarmupSteps);

    private double Restarts(long update)
    {
        var progress = Progress(update);
        return progress >= 1 ? 0 : Cosine(Cycles * progress % 1);
    }

    private double Polynomial(long update)
    {
        var left = 1 - Progress(Math.Min(update, TrainingSteps));
        return (((LearningRate - PolynomialEnd) * Math.Pow(left, Power)) + PolynomialEnd) / LearningRate;
    }

    private double Piece(long update)
    {
        foreach (var rule in StepRules.Split(','))
        {
            var parts = rule.Split(':');
            if (parts.Length == 1 || update < long.Parse(parts[1], CultureInfo.InvariantCulture))
            {
                return double.Parse(parts[0], CultureInfo.InvariantCulture);
            }
        }

        return 1;
    }
}
