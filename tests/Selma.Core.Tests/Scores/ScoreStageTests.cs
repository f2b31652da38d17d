using Selma.Core.Artifacts;
using Selma.Core.Numerics;
using Selma.Core.Scores;
using Selma.Core.World;
using Selma.TestKit;

namespace Selma.Core.Tests.Scores;

public sealed class ScoreStageTests : IDisposable
{
    private const ulong Seed = 7;
    private static readonly IReadOnlyList<BenchmarkPrompt> Prompts = Benchmark.Sample(Benchmark.DevelopmentSeed, 4);
    private readonly TemporaryFolder _folder = new();
    private readonly string _benchmark;

    public ScoreStageTests()
    {
        _benchmark = _folder.File("shapes.csv");
        DsgFile.Write(_benchmark, Prompts);
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void True_pictures_have_every_question_right()
    {
        var scores = Score("base", Draw("base", prompt => prompt.Scene));
        Assert.Equal(new ScoreInterval(1, 1, 1), scores.DsgMicro);
        Assert.Equal(new ScoreInterval(1, 1, 1), scores.DsgMacro);
        Assert.Equal((20, Prompts.Sum(prompt => prompt.Questions.Count), 1, 0), (scores.Prompts, scores.Questions, scores.ImagesPerPrompt, scores.UnparsedAnswers));
        Assert.Equal(SceneStyle.All, scores.Sources.Select(source => source.Name));
        Assert.Equal([.. scores.Categories.Select(category => category.Questions).OrderDescending()], scores.Categories.Select(category => category.Questions));
        Assert.Null(scores.AgainstBase);
        Assert.Null(scores.SeedNoise);
    }

    [Fact]
    public void Numbers_are_those_of_the_items_in_the_same_file()
    {
        var scores = Score("merged", Draw("merged", prompt => Prompts[(int)(Draws.Key(1, prompt.Id, 0) % 20)].Scene, images: 3));
        var questions = scores.Items.SelectMany(item => item.Images).SelectMany(image => image.Questions).ToList();
        Assert.InRange(scores.DsgMicro.Value, 0.1, 0.9);
        Assert.Equal(questions.Average(question => question.Score), scores.DsgMicro.Value, 1e-12);
        Assert.Equal(scores.Items.Average(item => item.Images.Average(image => image.ScoreMacroRule)), scores.DsgMacro.Value, 1e-12);
        Assert.All(scores.Categories, category => Assert.Equal(
            questions.Where(question => question.Category == category.Name).Average(question => question.Score), category.Value, 1e-12));
        Assert.All(scores.Sources, source => Assert.Equal(
            scores.Items.Where(item => item.Source == source.Name).SelectMany(item => item.Images).SelectMany(image => image.Questions).Average(question => question.Score),
            source.DsgMicro.Value, 1e-12));
        Assert.Equal((3, questions.Count / 3), (scores.ImagesPerPrompt, scores.Questions));
        Assert.All(scores.Items, item => Assert.Equal([$"{item.Id}-0.png", $"{item.Id}-1.png", $"{item.Id}-2.png"], item.Images.Select(image => image.FileName)));
        Assert.Equal(0, scores.SeedNoise!.DsgMicro, 1e-12); // the three images of a prompt are equal
    }

    [Fact]
    public void Intervals_are_those_of_a_bootstrap_written_down_again()
    {
        var scores = Score("base", Draw("base", prompt => Prompts[(int)(Draws.Key(1, prompt.Id, 0) % 20)].Scene));
        var merged = Score("merged", Draw("merged", prompt => Prompts[(int)(Draws.Key(2, prompt.Id, 0) % 20)].Scene), _folder.File("6-scores", "base", "shapes.json"));
        var (micro, color, difference) = (new List<double>(), new List<double>(), new List<double>());
        for (var b = 0; b < 500; b++)
        {
            var draws = new Draws(Seed, "scores/bootstrap", b);
            int[] drawn = [.. Enumerable.Range(0, 20).Select(_ => draws.Next(20))];
            micro.Add(Mean(scores, drawn, _ => true));
            color.Add(Mean(scores, drawn, question => question.Category == "color"));
            difference.Add(Mean(merged, drawn, _ => true) - Mean(scores, drawn, _ => true));
        }

        Assert.Equal((Percentile(micro, 0.025), Percentile(micro, 0.975)), (scores.DsgMicro.Low, scores.DsgMicro.High));
        var category = scores.Categories.Single(category => category.Name == "color");
        Assert.Equal((Percentile(color, 0.025), Percentile(color, 0.975)), (category.Low, category.High));
        var against = merged.AgainstBase!.DsgMicro;
        Assert.Equal(merged.DsgMicro.Value - scores.DsgMicro.Value, against.Difference);
        Assert.Equal((Percentile(difference, 0.025), Percentile(difference, 0.975)), (against.Low, against.High));
        Assert.Equal(Math.Min(1, 2 * Math.Min(difference.Count(d => d <= 0), difference.Count(d => d >= 0)) / 500.0), against.P);
        var backwards = scores.Against(merged, TestContext.Current.CancellationToken).DsgMicro;
        Assert.Equal((-against.Difference, against.P), (backwards.Difference, backwards.P));
        Assert.Equal(-against.High, backwards.Low, 1e-12);
        Assert.Equal(-against.Low, backwards.High, 1e-12);
        Assert.Equal(merged.Categories.Select(own => own.Name), merged.AgainstBase.Categories.Select(own => own.Name));
        Assert.Equal(merged.Sources.Select(own => own.Name), merged.AgainstBase.Sources.Select(own => own.Name));
    }

    [Fact]
    public void The_same_inputs_give_the_same_bytes()
    {
        var samples = Draw("base", prompt => prompt.Scene);
        _ = Score("base", samples);
        var first = File.ReadAllBytes(_folder.File("6-scores", "base", "shapes.json"));
        var torn = _folder.Write(Path.Combine("work", "base", "output", "shapes.json.1-2.tmp"), "half");
        _ = Score("base", samples);
        Assert.False(File.Exists(torn));
        Assert.Equal(first, File.ReadAllBytes(_folder.File("6-scores", "base", "shapes.json")));
    }

    [Fact]
    public void Missing_and_torn_images_are_named()
    {
        var samples = Draw("base", prompt => prompt.Scene);
        var path = Path.Combine(samples, "coco_2.png");
        AtomicFile.WriteBytes(path, File.ReadAllBytes(path)[..^60]);
        Assert.Equal(("SELMA2403", path), Failure(samples));
        File.Delete(path);
        Assert.Equal(("SELMA2403", path), Failure(samples));
        AtomicFile.WriteBytes(path, Png.Encode(new byte[32 * 32 * 3], 32, 32));
        Assert.Equal(("SELMA2403", path), Failure(samples));
    }

    [Fact]
    public void Samples_of_another_benchmark_are_refused_with_the_line()
    {
        var samples = Draw("base", prompt => prompt.Scene);
        var lines = ImageFolder.Read(samples);
        Assert.Equal(("'coco_99.png' is no image of the benchmark's items.", 21), Refusal(samples, [.. lines, new("coco_99.png", "", 1)]));
        Assert.Equal(($"'{lines[0].FileName}' stands here twice.", 21), Refusal(samples, [.. lines, lines[0]]));
        Assert.Equal(("The item 'coco_4' has 0 images, and there should be 1.", 0), Refusal(samples, [.. lines.SkipLast(1)]));
        Assert.Equal(
            ($"'{lines[2].FileName}' was drawn for 'x', and the benchmark asks for '{lines[2].Text}'.", 3),
            Refusal(samples, [.. lines.Select((line, i) => i == 2 ? line with { Text = "x" } : line)]));
        File.Delete(Path.Combine(samples, "metadata.jsonl"));
        Assert.Equal(("SELMA2403", Path.Combine(samples, "metadata.jsonl")), Failure(samples));
    }

    [Fact]
    public void A_question_of_another_world_is_refused_with_the_line()
    {
        AtomicFile.WriteText(_benchmark, File.ReadAllText(_benchmark) + "cat_1,a cat,cat,1,0,entity,whole,entity - whole (cat),Is there a cat?\n");
        var error = Assert.Throws<SelmaException>(() => Score("base", Draw("base", prompt => prompt.Scene)));
        Assert.Equal(("SELMA2402", _benchmark, File.ReadAllLines(_benchmark).Length), (error.Code, error.Place!.File, error.Place.Line));
    }

    [Fact]
    public void Scores_of_another_base_are_refused()
    {
        _ = Score("base", Draw("base", prompt => prompt.Scene));
        DsgFile.Write(_benchmark, Prompts.Skip(1).ToList());
        var error = Assert.Throws<SelmaException>(() => Score("merged", Draw("merged", prompt => prompt.Scene, skip: 1), _folder.File("6-scores", "base", "shapes.json")));
        Assert.Equal("SELMA2404", error.Code);
        var scores = ScoreFile.Read(_folder.File("6-scores", "base", "shapes.json"));
        error = Assert.Throws<SelmaException>(() => (scores with { Items = [.. scores.Items.Skip(1)] }).Against(scores, TestContext.Current.CancellationToken));
        Assert.Equal("SELMA2404", error.Code);
    }

    [Fact]
    public void Answers_of_a_file_count_as_they_are_or_normalized()
    {
        var samples = Draw("base", prompt => prompt.Scene);
        var lines = Prompts.SelectMany(prompt => prompt.Questions.Select(question => $"base,{prompt.Id},{question.Id},{(prompt == Prompts[0] ? "Yes." : "yes")}"));
        var answers = _folder.Write("answers.csv", "t2i_model,item_id,question_id,answer\n" + string.Join('\n', lines));
        var first = Prompts[0].Questions.Count;
        var scores = Score("base", samples, settings: new() { Answerer = answers, Resamples = 10 });
        Assert.Equal((first, "answers.csv", 1 - (first / (double)scores.Questions)), (scores.UnparsedAnswers, scores.Answerer, scores.DsgMicro.Value));
        Assert.Equal(1, Score("base", samples, settings: new() { Answerer = answers, NormalizeAnswers = true, Resamples = 10 }).DsgMicro.Value);
    }

    [Theory]
    [InlineData("sd1,coco_1,1,yes\nsd2,coco_1,1,yes", 0, "none of which is 'base'")]
    [InlineData("base,coco_1,99,yes", 2, "is not in the benchmark")]
    [InlineData("base,coco_1,1,yes\nbase,coco_1,1,no", 3, "is answered twice")]
    [InlineData("base,coco_1,x,yes", 2, "'x' is no question_id")]
    public void Answers_to_something_else_are_refused(string lines, int line, string message)
    {
        var answers = _folder.Write("answers.csv", "t2i_model,item_id,question_id,answer\n" + lines);
        var error = Assert.Throws<SelmaException>(() => Score("base", Draw("base", prompt => prompt.Scene), settings: new() { Answerer = answers }));
        Assert.Equal(("SELMA2405", answers, line), (error.Code, error.Place!.File, error.Place.Line));
        Assert.Contains(message, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void It_stops_between_images_and_leaves_nothing_behind()
    {
        var samples = Draw("base", prompt => prompt.Scene);
        using var cancellation = new CancellationTokenSource();
        var progress = new Callback<StageProgress>(step =>
        {
            if (step.Done > 0)
            {
                cancellation.Cancel();
            }
        });
        var work = new WorkFolder(_folder.File("work"));
        _ = Assert.ThrowsAny<OperationCanceledException>(() =>
            new ScoreStage(new(), Seed).Run(new("base", "shapes", _benchmark, samples), work, progress, cancellation.Token));
        Assert.Empty(Directory.GetFiles(work.Output));
    }

    [Fact]
    public void Parity_with_released_answers_from_file_to_file()
    {
        var samples = _folder.File("5-samples", "sd2dot1", "dsg");
        foreach (var item in ReleasedAnswers.Benchmark.Items)
        {
            AtomicFile.WriteBytes(Path.Combine(samples, item.Id + ".png"), []); // the answers are there: nobody looks
        }

        ImageFolder.Write(samples, ReleasedAnswers.Benchmark.Items.Select(item => new ImageLine(item.Id + ".png", item.Text, 1)));
        var work = new WorkFolder(_folder.File("work"));
        var settings = new ScoreSettings { Answerer = Shared.Data("dsg", "instructblip_dsg.csv.gz"), AnswersModel = "sd2dot1", Resamples = 20 };
        new ScoreStage(settings, Seed).Run(
            new("base", "dsg", Shared.Data("dsg", "dsg-1k-anns.csv"), samples), work, Callback<StageProgress>.None, TestContext.Current.CancellationToken);
        var scores = ScoreFile.Read(Path.Combine(work.Output, "dsg.json"));
        ParityValues.Check("dsg.selma.micro.instructblip.sd2dot1.all", scores.DsgMicro.Value, scores.Questions);
        ParityValues.Check("dsg.official.dep.instructblip.sd2dot1.all", scores.DsgMacro.Value, scores.Prompts);
        var poses = scores.Sources.Single(source => source.Name == "posescript");
        ParityValues.Check("dsg.official.dep.instructblip.sd2dot1.source:posescript", poses.DsgMacro.Value, poses.Prompts);
        var parts = scores.Categories.Single(category => category.Name == "part");
        ParityValues.Check("dsg.selma.skill.instructblip.sd2dot1.part", parts.Value, parts.Questions);
        Assert.Equal(("global", 475, 8), (scores.Categories[4].Name, scores.Categories[4].Questions, scores.Items.Single(item => item.Id == "tifa160_134").Images[0].Questions.Count));
    }

    private static double Mean(ScoreFile scores, int[] drawn, Func<ScoredQuestion, bool> where) =>
        drawn.SelectMany(item => scores.Items[item].Images).SelectMany(image => image.Questions).Where(where).Average(question => question.Score);

    private static double Percentile(List<double> values, double share)
    {
        var sorted = values.Order().ToList();
        var place = share * (sorted.Count - 1);
        var low = (int)Math.Floor(place);
        return sorted[low] + ((place - low) * (sorted[low + 1] - sorted[low]));
    }

    private string Draw(string arm, Func<BenchmarkPrompt, Scene> scene, int images = 1, int skip = 0)
    {
        var samples = _folder.File("5-samples", arm, "shapes");
        var lines = new List<ImageLine>();
        foreach (var prompt in Prompts.Skip(skip))
        {
            for (var k = 0; k < images; k++)
            {
                lines.Add(new(images == 1 ? $"{prompt.Id}.png" : $"{prompt.Id}-{k}.png", prompt.Prompt, (uint)k));
                AtomicFile.WriteBytes(Path.Combine(samples, lines[^1].FileName), Png.Encode(Renderer.Render(scene(prompt)), Scene.Size, Scene.Size));
            }
        }

        ImageFolder.Write(samples, lines);
        return samples;
    }

    private ScoreFile Score(string arm, string samples, string? against = null, ScoreSettings? settings = null)
    {
        var work = new WorkFolder(_folder.File("work", arm));
        new ScoreStage(settings ?? new() { Resamples = 500 }, Seed).Run(
            new(arm, "shapes", _benchmark, samples, against), work, Callback<StageProgress>.None, TestContext.Current.CancellationToken);
        var path = _folder.File("6-scores", arm, "shapes.json");
        AtomicFile.WriteBytes(path, File.ReadAllBytes(Path.Combine(work.Output, "shapes.json")));
        return ScoreFile.Read(path);
    }

    private (string Code, string File) Failure(string samples)
    {
        var error = Assert.Throws<SelmaException>(() => Score("base", samples));
        return (error.Code, error.Place!.File);
    }

    private (string Reason, int Line) Refusal(string samples, IReadOnlyList<ImageLine> lines)
    {
        ImageFolder.Write(samples, lines);
        var error = Assert.Throws<SelmaException>(() => Score("base", samples));
        Assert.Equal("SELMA2403", error.Code);
        return (error.Message.Replace(" Build the target 'Samples' again.", "", StringComparison.Ordinal), error.Place!.Line);
    }
}
