using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using Selma.Core.Numerics;

namespace Selma.Benchmarks;

/// <summary>The same table in plain Python, where a <c>python3</c> is on the path.</summary>
internal static class PlainPython
{
    private const int Pairs = 3_000;

    public static void Measure(string[] prompts, RougeBenchmark.Outcome outcome, Timing timing)
    {
        var draws = new Draws(1, "benchmark/pairs", 0);
        var start = new ProcessStartInfo("python3", [Path.Combine(AppContext.BaseDirectory, "plain_rouge.py")])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        };
        try
        {
            using var python = Process.Start(start)!;
            for (var i = 0; i < 2 * Pairs; i++)
            {
                python.StandardInput.WriteLine(prompts[draws.Choose(outcome.Accepted)]);
            }

            python.StandardInput.Close();
            var seconds = python.StandardOutput.ReadToEnd().Split(' ').Select(number => double.Parse(number, CultureInfo.InvariantCulture)).ToArray();
            timing.Add(new Cost(seconds[0], seconds[1]) * ((double)outcome.Pairs / Pairs));
        }
        catch (Win32Exception)
        {
            // No Python here: the line is left out.
        }
    }
}
