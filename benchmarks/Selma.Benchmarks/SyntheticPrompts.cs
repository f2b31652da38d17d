using Selma.Core.Numerics;

namespace Selma.Benchmarks;

/// <summary>Prompts like a language model's, as far as the filter can tell: 6 to 25 words, Zipf over 3,000, every fifth nearly an earlier one.</summary>
internal static class SyntheticPrompts
{
    private const int Vocabulary = 3_000;
    private static readonly double[] Cumulative = Zipf();

    public static string[] Draw(int count, ulong seed)
    {
        var draws = new Draws(seed, "benchmark/prompts", 0);
        var prompts = new List<string[]>(count);
        while (prompts.Count < count)
        {
            prompts.Add(prompts.Count % 5 == 4 ? Perturbed(draws.Choose(prompts), draws) : Words(6 + draws.Next(20), draws));
        }

        return [.. prompts.Select(words => string.Join(' ', words))];
    }

    private static string[] Perturbed(string[] prompt, Draws draws)
    {
        var copy = prompt.ToArray();
        foreach (var place in draws.ChooseDistinct(1 + draws.Next(copy.Length / 3), copy.Length))
        {
            copy[place] = Word(draws);
        }

        return copy;
    }

    private static string[] Words(int count, Draws draws) => [.. Enumerable.Range(0, count).Select(_ => Word(draws))];

    private static string Word(Draws draws)
    {
        var rank = Array.BinarySearch(Cumulative, draws.NextDouble());
        return $"word{(rank < 0 ? Math.Min(~rank, Vocabulary - 1) : rank)}";
    }

    private static double[] Zipf()
    {
        var cumulative = new double[Vocabulary];
        var sum = 0.0;
        for (var rank = 0; rank < Vocabulary; rank++)
        {
            sum += 1.0 / (rank + 1);
            cumulative[rank] = sum;
        }

        return [.. cumulative.Select(value => value / sum)];
    }
}
