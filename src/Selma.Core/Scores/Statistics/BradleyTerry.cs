namespace Selma.Core.Scores.Statistics;

/// <summary>Strengths of models from votes between pairs of them: i beats j with odds p_i to p_j.</summary>
/// <param name="Strengths">p for each model; their geometric mean is 1.</param>
/// <param name="Tie">Davidson's nu: a tie has the weight nu sqrt(p_i p_j) beside p_i and p_j; 0 where ties count as half a win each.</param>
/// <remarks>Source: Bradley and Terry 1952; Davidson 1970; fitted by the iteration of Hunter 2004.</remarks>
public sealed record BradleyTerry(IReadOnlyList<double> Strengths, double Tie)
{
    private const int Rounds = 10_000;
    private const double Tolerance = 1e-10;
    private static readonly double EloPoints = 400 / Math.Log(10);

    /// <summary>Strengths on Elo's scale, around 0: 400 points are odds of ten to one.</summary>
    public IReadOnlyList<double> Elo => [.. Strengths.Select(strength => EloPoints * Math.Log(strength))];

    /// <summary>Fits strengths.</summary>
    /// <param name="wins">[i][j]: how often i beat j.</param>
    /// <param name="ties">[i][j] and [j][i]: how often they tied; null: never.</param>
    /// <param name="davidson">Whether ties have a parameter of their own: for votes with many of them.</param>
    /// <remarks>
    /// Where some models won everything against the others no finite strengths exist: then every pair that was compared gets half a win
    /// both ways.
    /// </remarks>
    public static BradleyTerry Fit(
        IReadOnlyList<IReadOnlyList<double>> wins, IReadOnlyList<IReadOnlyList<double>>? ties = null, bool davidson = false)
    {
        ArgumentNullException.ThrowIfNull(wins);
        var points = wins.Select((row, i) => row.Select((won, j) => won + ((ties?[i][j] ?? 0) / 2)).ToArray()).ToArray();
        if (!IsConnected(points))
        {
            points = [.. points.Select((row, i) => row.Select((won, j) => i != j && won + points[j][i] > 0 ? won + 0.5 : won).ToArray())];
        }

        var tied = davidson ? (ties?.Sum(row => row.Sum()) ?? 0) / 2 : 0;
        var fit = new BradleyTerry([.. Enumerable.Repeat(1.0, points.Length)], tied > 0 ? 1 : 0);
        for (var (round, change) = (0, double.MaxValue); round < Rounds && change > Tolerance; round++)
        {
            var next = fit.Improved(points, tied);
            change = next.Strengths.Zip(fit.Strengths, (a, b) => Math.Abs((a / b) - 1)).Append(Math.Abs(next.Tie - fit.Tie)).Max();
            fit = next;
        }

        return fit;
    }

    /// <summary>Whether chains of points lead from each model to each other one.</summary>
    private static bool IsConnected(double[][] points)
    {
        bool[][] beats = [.. points.Select(row => row.Select(won => won > 0).ToArray())];
        for (var k = 0; k < beats.Length; k++)
        {
            foreach (var row in beats.Where(row => row[k]))
            {
                for (var j = 0; j < row.Length; j++)
                {
                    row[j] |= beats[k][j];
                }
            }
        }

        return beats.Select((row, i) => row.Where((_, j) => i != j).All(isReached => isReached)).All(reachesAll => reachesAll);
    }

    private BradleyTerry Improved(double[][] points, double tied)
    {
        var raw = new double[points.Length];
        var tieWeight = 0.0;
        for (var i = 0; i < raw.Length; i++)
        {
            var weight = 0.0;
            for (var j = 0; j < raw.Length; j++)
            {
                var root = Math.Sqrt(Strengths[i] * Strengths[j]);
                var share = i == j ? 0 : (points[i][j] + points[j][i]) / (Strengths[i] + Strengths[j] + (Tie * root));
                weight += share * (1 + (Tie / 2 * root / Strengths[i]));
                tieWeight += share * root / 2; // every pair is met twice
            }

            raw[i] = weight == 0 ? 1 : points[i].Sum() / weight;
        }

        var mean = Math.Exp(raw.Average(Math.Log));
        return new([.. raw.Select(strength => strength / mean)], tied == 0 ? 0 : tied / tieWeight);
    }
}
