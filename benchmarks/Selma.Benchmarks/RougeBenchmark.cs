using System.Globalization;
using Selma.Core.Prompts;

namespace Selma.Benchmarks;

/// <summary>The filter of stage 1 against plain dynamic programming: candidates in turn, each against all accepted so far.</summary>
/// <remarks>The plain variants get their words cut beforehand; the filter's time includes cutting.</remarks>
internal static class RougeBenchmark
{
    private const int Candidates = 5_000;
    private const int SampleEvery = 25; // of the plain variant, unless --full
    private const double Threshold = 0.8;
    private const double WarmUp = 2; // seconds: the runtime compiles hot code anew in the first second or so

    public static int Run(bool full)
    {
        var prompts = SyntheticPrompts.Draw(Candidates, seed: 1);
        var words = prompts.Select(prompt => prompt.Split(' ')).ToArray();
        var rounds = full ? 1 : 5;
        Timing cold = new("filter, decisions, first run of the process");
        Timing filter = new("filter, decisions (A)");
        Timing reading = new("of it cutting and numbering words");
        Timing named = new("filter, decisions and the nearest prompt of every candidate");
        Timing plain = new(full ? "plain table in C#" : $"plain table in C#, 1 of {SampleEvery} candidates, scaled");
        Timing python = new("plain table in Python, 3,000 pairs, scaled");

        cold.Add(Cost.Of(() => Filter(prompts, named: false)));
        _ = Cost.Of(() => Filter(prompts, named: true), WarmUp);
        var outcome = Filter(prompts, named: true);
        for (var round = 0; round < rounds; round++)
        {
            filter.Add(Cost.Of(() => Filter(prompts, named: false), atLeast: 0.1));
            reading.Add(Cost.Of(() => Read(prompts), atLeast: 0.1));
            if (!Plainly(words, outcome, full ? 1 : SampleEvery, round, plain))
            {
                Console.Error.WriteLine("The two variants do not decide alike.");
                return 1;
            }

            named.Add(Cost.Of(() => Filter(prompts, named: true), atLeast: 0.1));
            PlainPython.Measure(prompts, outcome, python);
        }

        Report(outcome, rounds, full, [cold, filter, reading, named, plain, python], filter);
        return 0;
    }

    private static void Read(string[] prompts)
    {
        var filter = new RougeLFilter();
        foreach (var prompt in prompts)
        {
            _ = filter.Read(prompt);
        }
    }

    private static Outcome Filter(string[] prompts, bool named)
    {
        var filter = new RougeLFilter();
        var accepted = new List<int>();
        var nearest = new RougeNeighbour[prompts.Length];
        var pairs = 0L;
        for (var i = 0; i < prompts.Length; i++)
        {
            pairs += accepted.Count;
            var words = filter.Read(prompts[i]);
            nearest[i] = filter.NearestAbove(Threshold, words);
            if (nearest[i].Index < 0)
            {
                nearest[i] = named ? filter.Nearest(words) : nearest[i];
                _ = filter.Add(words);
                accepted.Add(i);
            }
        }

        return new(accepted, nearest, pairs);
    }

    // For each candidate measured: the maximum over every prompt accepted before it, as the official script takes it.
    private static bool Plainly(string[][] words, Outcome outcome, int every, int offset, Timing timing)
    {
        var agrees = true;
        var pairs = 0L;
        var cost = Cost.Of(() =>
        {
            for (var i = offset % every; i < words.Length; i += every)
            {
                var best = new RougeNeighbour(-1, -1);
                var j = 0;
                for (; j < outcome.Accepted.Count && outcome.Accepted[j] < i; j++)
                {
                    var similarity = PlainRouge.Similarity(words[outcome.Accepted[j]], words[i]);
                    best = similarity > best.Similarity ? new(j, similarity) : best;
                }

                pairs += j;
                agrees &= j == 0 || best == outcome.Nearest[i];
            }
        });
        timing.Add(cost * ((double)outcome.Pairs / pairs));
        return agrees;
    }

    private static void Report(Outcome outcome, int rounds, bool full, Timing[] timings, Timing ours)
    {
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{Candidates:N0} synthetic prompts, {outcome.Accepted.Count:N0} accepted at ROUGE-L <= {Threshold}, {outcome.Pairs:N0} pairs, {rounds} rounds, interleaved"));
        Console.WriteLine($"Decisions and nearest prompts of {(full ? "all" : "the sampled")} candidates compared: equal.");
        Timing.PrintHead("pair", "A");
        foreach (var timing in timings.Where(timing => timing.IsMeasured))
        {
            timing.Print(outcome.Pairs, ours);
        }
    }

    internal readonly record struct Outcome(List<int> Accepted, RougeNeighbour[] Nearest, long Pairs);
}
