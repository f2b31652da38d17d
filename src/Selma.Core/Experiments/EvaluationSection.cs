using Selma.Core.Images;
using Selma.Core.Scores;

namespace Selma.Core.Experiments;

/// <summary>The settings under <c>evaluation:</c>.</summary>
internal static class EvaluationSection
{
    private const string Shapes = "shapes", Development = "shapes-development", Scenes = "scenes";
    private const int ShapesPerSource = 40;

    /// <summary>Reads them.</summary>
    /// <param name="yaml">The part.</param>
    /// <param name="root">What relative paths start from.</param>
    /// <param name="images">The experiment's own images: steps, guidance and size are theirs where nothing is stated.</param>
    /// <param name="arms">The arms that there can be.</param>
    public static EvaluationSettings Read(YamlSection yaml, ExperimentsRoot root, ImageSettings images, ArmTable arms)
    {
        var benchmark = Benchmark(yaml, root);
        var most = benchmark.File is null ? World.Benchmark.HeldOutPerStyle : 100_000; // more shapes' prompts would not be held out
        return new()
        {
            Benchmark = benchmark,
            PromptsPerSource = yaml.OptionalNumber("prompts_per_source", 1, most) ?? (benchmark.File is null ? ShapesPerSource : null),
            Images = images with
            {
                PerPrompt = yaml.Number("images_per_prompt", 1, 1, 100),
                NumInferenceSteps = yaml.Number("num_inference_steps", images.NumInferenceSteps, 1, 1000),
                GuidanceScale = yaml.Number("guidance_scale", images.GuidanceScale, 0, 100),
            },
            Scores = Scores(yaml, root, benchmark),
            IsAnswererStated = yaml.Has("answerer"),
            Place = yaml.Place("benchmark"),
            Arms = yaml.Texts("arms") is { } named ? arms.Read(named, yaml.Place("arms")) : arms.All,
        };
    }

    private static BenchmarkChoice Benchmark(YamlSection yaml, ExperimentsRoot root)
    {
        var name = yaml.Word("benchmark", Shapes);
        if (name.Text is Shapes or Development)
        {
            return new(name.Text, null, name.Text == Shapes ? World.Benchmark.TestSeed : World.Benchmark.DevelopmentSeed);
        }

        var file = root.PathOf(name);
        var stem = Path.GetFileName(file).Split(".csv")[0];
        if (!File.Exists(file))
        {
            throw new SelmaException(
                "SELMA1011",
                $"There is no benchmark '{name.Text}': it is neither {Shapes} nor {Development}, and '{file}' does not exist. Name one of the two, or a CSV file in DSG's format.",
                name.Place);
        }

        return stem.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '-' or '_' or '.') && stem is not (Shapes or Development)
            ? new(stem, file, 0)
            : throw yaml.Wrong("benchmark", name, $"'{name.Text}'; the file's name becomes a folder's: use letters, digits, '-', '_' and '.', and no name of a built-in benchmark.");
    }

    private static ScoreSettings Scores(YamlSection yaml, ExperimentsRoot root, BenchmarkChoice benchmark)
    {
        var standard = new ScoreSettings();
        return new()
        {
            Answerer = Answerer(yaml, root, benchmark),
            AnswersModel = yaml.OptionalText("answers_model") ?? standard.AnswersModel,
            NormalizeAnswers = yaml.Flag("normalize_answers", standard.NormalizeAnswers),
            Resamples = yaml.Number("resamples", standard.Resamples, 1, 1_000_000),
        };
    }

    private static string Answerer(YamlSection yaml, ExperimentsRoot root, BenchmarkChoice benchmark)
    {
        var answerer = yaml.Word("answerer", Scenes);
        if (answerer.Text != Scenes)
        {
            var file = root.PathOf(answerer);
            return File.Exists(file)
                ? file
                : throw yaml.Wrong("answerer", answerer, $"'{answerer.Text}'; it must be {Scenes} or a CSV file of answers, and '{file}' does not exist.");
        }

        return benchmark.File is null
            ? Scenes
            : throw yaml.Wrong("answerer", answerer, $"{Scenes}, which reads images of the embedded world only. Name a CSV file of answers for '{benchmark.Name}'.");
    }
}
