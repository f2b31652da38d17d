using Selma.Core.Artifacts;

namespace Selma.Core.Scores;

/// <summary>Stage 6: asks every question of a benchmark about an arm's images and scores the answers (paper, section 4.2).</summary>
/// <param name="settings">How.</param>
/// <param name="seed">The experiment's seed.</param>
public sealed class ScoreStage(ScoreSettings settings, ulong seed)
{
    /// <summary>Raised when the same inputs give other scores.</summary>
    public const int Version = 1;

    /// <summary>Writes <c>&lt;benchmark&gt;.json</c>, a <see cref="ScoreFile"/>.</summary>
    /// <param name="inputs">The images and the benchmark.</param>
    /// <param name="work">Gets the file.</param>
    /// <param name="progress">Told the number of images.</param>
    /// <param name="cancellation">Stops between images and between resamples.</param>
    /// <exception cref="SelmaException">
    /// SELMA2401: the benchmark is missing or no CSV in DSG's columns. SELMA2402: a question that the answerer does not understand. SELMA2403:
    /// the samples are not those of the benchmark, or one cannot be read. SELMA2404: the base's scores are missing, or on other prompts.
    /// SELMA2405: the answers are missing or malformed.
    /// </exception>
    public void Run(ScoreInputs inputs, WorkFolder work, IProgress<StageProgress> progress, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(inputs);
        ArgumentNullException.ThrowIfNull(work);
        ArgumentNullException.ThrowIfNull(progress);
        var benchmark = DsgFile.Read(inputs.BenchmarkFile);
        var answerer = Answerer(inputs, benchmark);
        var samples = SampleFolder.Read(inputs.Samples, benchmark);
        var other = inputs.BaseScores is { } path ? Base(path, samples) : null;
        if (answerer is FileAnswers && samples[0].Count > 1)
        {
            throw new SelmaException(
                "SELMA2405", $"There are {samples[0].Count} images a prompt, and a file of answers holds one answer a question. Draw one image a prompt.",
                new(settings.Answerer));
        }

        var items = Score(samples, inputs.Samples, answerer, progress, cancellation);
        DeleteLeftovers(work.Output);
        new ScoreSummary(seed, settings.Resamples, cancellation)
            .Of(inputs, answerer is FileAnswers ? Path.GetFileName(settings.Answerer) : settings.Answerer, items, other)
            .Write(Path.Combine(work.Output, inputs.Benchmark + ".json"));
    }

    /// <summary>A killed run may leave a half-written file of a temporary name behind.</summary>
    private static void DeleteLeftovers(string folder)
    {
        foreach (var path in Directory.GetFiles(folder))
        {
            File.Delete(path);
        }
    }

    private static ScoreFile Base(string path, IReadOnlyList<IReadOnlyList<Sample>> samples)
    {
        var scores = ScoreFile.Read(path);
        var same = scores.Items.Select(item => item.Signature).SequenceEqual(samples.Select(images => images[0].Item.Signature));
        return same ? scores : throw new SelmaException(
            "SELMA2404", "The base was scored on other prompts or questions. Build the target 'Scores' again.", new(path));
    }

    private static ScoredItem[] Score(
        IReadOnlyList<IReadOnlyList<Sample>> samples,
        string folder,
        IAnswerer answerer,
        IProgress<StageProgress> progress,
        CancellationToken cancellation)
    {
        var items = new ScoredItem[samples.Count];
        var (done, total, told) = (0, samples.Sum(images => images.Count), new Lock());
        progress.Report(new(done, total, "images"));
        try
        {
            _ = Parallel.For(0, items.Length, new() { CancellationToken = cancellation }, i =>
            {
                var images = samples[i].Select(sample => Score(sample, folder, answerer)).ToList();
                var item = samples[i][0].Item;
                items[i] = new(item.Id, item.Source, item.Text, images);
                lock (told)
                {
                    done += images.Count;
                    progress.Report(new(done, total, "images"));
                }
            });
        }
        catch (AggregateException e) when (e.InnerExceptions.OfType<SelmaException>().MinBy(error => error.Place?.File, StringComparer.Ordinal) is { } first)
        {
            throw new SelmaException(first.Code, first.Message, first.Place, e);
        }

        return items;
    }

    private static ScoredImage Score(Sample sample, string folder, IAnswerer answerer)
    {
        var path = Path.Combine(folder, sample.FileName);
        try
        {
            return ScoredImage.Of(sample.Item, sample.FileName, sample.Seed, answerer.Answer(sample.Item, path));
        }
        catch (SelmaException e) when (e.Code == "SELMA2121")
        {
            throw new SelmaException(
                "SELMA2403", "The sample is missing, cut short or no image. Delete its folder and build the target 'Samples' again.", new(path), e);
        }
    }

    private IAnswerer Answerer(ScoreInputs inputs, DsgBenchmark benchmark) => settings.Answerer == SceneAnswers.Name
        ? new SceneAnswers(benchmark, inputs.BenchmarkFile)
        : new FileAnswers(
            settings.Answerer, settings.AnswersModel.Length > 0 ? settings.AnswersModel : inputs.Arm, benchmark, settings.NormalizeAnswers);
}
