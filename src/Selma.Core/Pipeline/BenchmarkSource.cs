using Selma.Core.Artifacts;
using Selma.Core.Experiments;
using Selma.Core.Samples;
using Selma.Core.Scores;

namespace Selma.Core.Pipeline;

/// <summary>The benchmark of an experiment, read when first asked for.</summary>
/// <param name="evaluation">Names it, and says how much of it is used.</param>
internal sealed class BenchmarkSource(EvaluationSettings evaluation)
{
    private readonly Lazy<DsgBenchmark> _benchmark = new(() => Read(evaluation));
    private string? _prompts;
    private string? _questions;

    /// <summary>The benchmark, as far as it is used.</summary>
    /// <exception cref="SelmaException">SELMA2401: its file is not in DSG's format.</exception>
    public DsgBenchmark Benchmark => _benchmark.Value;

    /// <summary>What is drawn.</summary>
    public IReadOnlyList<SamplePrompt> Prompts => [.. Benchmark.Items.Select(item => new SamplePrompt(item.Id, item.Text))];

    /// <summary>The digest of what is drawn: other questions about the same prompts redraw nothing.</summary>
    public string PromptsDigest() => _prompts ??= Digest.OfValue(Benchmark.Items.Select(item => new[] { item.Id, item.Text }));

    /// <summary>The digest of prompts and questions.</summary>
    public string QuestionsDigest() => _questions ??= Digest.OfValue(Benchmark.Items.Select(item => new object[]
    {
        item.Id, item.Source, item.Text, item.Questions.Select(question => new object[]
        {
            question.Id, question.Parents, question.CategoryBroad, question.CategoryDetailed, question.Tuple, question.Text,
        }),
    }));

    /// <summary>The benchmark in DSG's format: the experiment's own file where all of it is used, else one written into a folder.</summary>
    public string FileIn(string folder)
    {
        if (evaluation is { Benchmark.File: { } own, PromptsPerSource: null })
        {
            return own;
        }

        var file = Path.Combine(folder, evaluation.Benchmark.Name + ".csv");
        DsgFile.Write(file, Benchmark);
        return file;
    }

    private static DsgBenchmark Read(EvaluationSettings evaluation)
    {
        var (choice, most) = (evaluation.Benchmark, evaluation.PromptsPerSource);
        var all = choice.File is { } file
            ? DsgFile.Read(file)
            : DsgBenchmark.Of(World.Benchmark.Sample(choice.Seed, most ?? World.Benchmark.HeldOutPerStyle));
        var taken = new Dictionary<string, int>();
        return most is null ? all : new([.. all.Items.Where(item => (taken[item.Source] = taken.GetValueOrDefault(item.Source) + 1) <= most)]);
    }
}
