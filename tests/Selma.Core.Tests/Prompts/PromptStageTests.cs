using CsCheck;
using Selma.Core.Artifacts;
using Selma.Core.Models.Language;
using Selma.Core.Prompts;
using Selma.TestKit;

namespace Selma.Core.Tests.Prompts;

public static class PromptStageTests
{
    private const ulong Seed = 42;
    private static readonly PromptSettings Settings = new() { Count = 60 };
    private static readonly Skill Coco = TinySkills.Load("coco");
    private static readonly Lazy<(string Prompts, string Rejected, string Replies)> Unbroken = new(() =>
    {
        using var folder = new TemporaryFolder();
        return Run(folder, new EmbeddedWriter());
    });

    [Fact]
    public static void Writes_as_many_prompts_as_asked_each_unlike_the_others()
    {
        using var folder = new TemporaryFolder();
        _ = Run(folder, new EmbeddedWriter());
        var lines = PromptFile.Read(folder.File("output", "prompts.jsonl"));
        Assert.Equal(Settings.Count, lines.Count);
        string[] pool = [.. Coco.SeedPrompts, .. lines.Select(line => line.Prompt)];
        for (var i = 0; i < lines.Count; i++)
        {
            var before = pool[..(Coco.SeedPrompts.Count + i)];
            Assert.Equal(before.Max(prompt => RougeL.Similarity(prompt, lines[i].Prompt)), lines[i].Similarity);
            Assert.Equal(RougeL.Similarity(lines[i].Nearest!, lines[i].Prompt), lines[i].Similarity);
            Assert.True(lines[i].Similarity <= Settings.MaxSimilarity);
            Assert.Equal(3, lines[i].Examples.Distinct().Intersect(before).Count()); // drawn without replacement from what was there
        }
    }

    [Fact]
    public static void Rejected_prompts_say_why()
    {
        using var folder = new TemporaryFolder();
        var model = new ScriptedLanguageModel("a small red heart above a brown tent", "", "a dog", string.Join(' ', Enumerable.Repeat("very", 33)), "a cat");
        _ = Run(folder, model, Settings with { Count = 1 }, ["A dog."]);
        Assert.Equal(
            [
                new("a small red heart above a brown tent", "similar", 0, "a small red heart above a brown box", 0.875), // 7 of 8 words
                new("", "empty", 0),
                new("a dog", "held out", 0),
                new(string.Join(' ', Enumerable.Repeat("very", 33)), "too long", 0),
            ],
            RejectedPromptFile.Read(folder.File("output", "rejected.jsonl")));
    }

    [Fact]
    public static void Stops_at_exactly_the_number_asked_for()
    {
        using var folder = new TemporaryFolder();
        var model = new ScriptedLanguageModel("one dog", "two blue cats", "three ducks swim far", "four white swans sleep here now");
        var (prompts, rejected, _) = Run(folder, model, Settings with { Count = 2 });
        Assert.Equal(2, prompts.Count(letter => letter == '\n'));
        Assert.Equal("", rejected);
        _ = Assert.Single(model.Requests);
    }

    [Fact]
    public static void Files_have_sorted_keys_and_line_feeds()
    {
        using var folder = new TemporaryFolder();
        var skill = new Skill("cats", "cats", "", ["a \"red\" cat"]);
        var (prompts, rejected, _) = Run(folder, new ScriptedLanguageModel("a red cat", "two é cats"), Settings with { Count = 1 }, skill: skill);
        Assert.Equal("{\"examples\":[\"a \\\"red\\\" cat\"],\"nearest\":\"a \\\"red\\\" cat\",\"prompt\":\"two é cats\",\"similarity\":0}\n", prompts);
        Assert.Equal("{\"nearest\":\"a \\\"red\\\" cat\",\"prompt\":\"a red cat\",\"reason\":\"similar\",\"request\":0,\"similarity\":1}\n", rejected);
    }

    [Fact]
    public static void Stopped_after_any_request_it_ends_with_the_same_files()
    {
        var requests = Unbroken.Value.Replies.Count(letter => letter == '\n') - 1;
        for (var stop = 0; stop < requests; stop++)
        {
            using var folder = new TemporaryFolder();
            _ = Assert.Throws<OperationCanceledException>(() => Run(folder, Stopping(stop)));
            Assert.False(File.Exists(folder.File("output", "prompts.jsonl")));
            Assert.Equal(Unbroken.Value, Run(folder, new EmbeddedWriter()));
        }
    }

    [Fact]
    public static void Killed_at_any_byte_of_its_journal_it_ends_with_the_same_files() =>
        Gen.Int[0, Unbroken.Value.Replies.Length].Sample(
            length =>
            {
                using var folder = new TemporaryFolder();
                AtomicFile.WriteText(folder.File("state", "replies.jsonl"), Unbroken.Value.Replies[..length]);
                Assert.Equal(Unbroken.Value, Run(folder, new EmbeddedWriter()));
            },
            iter: 20,
            threads: 1);

    [Fact]
    public static void A_finished_run_asks_for_nothing_more()
    {
        using var folder = new TemporaryFolder();
        _ = Run(folder, new EmbeddedWriter());
        Assert.Equal(Unbroken.Value, Run(folder, Stopping(0)));
    }

    [Fact]
    public static void Another_seed_or_seed_prompt_gives_other_prompts()
    {
        using var folder = new TemporaryFolder();
        using var other = new TemporaryFolder();
        Assert.NotEqual(Unbroken.Value.Prompts, Run(folder, new EmbeddedWriter(), seed: Seed + 1).Prompts);
        var skill = Coco with { SeedPrompts = [.. Coco.SeedPrompts.SkipLast(1), "a black ring"] };
        Assert.NotEqual(Unbroken.Value.Prompts, Run(other, new EmbeddedWriter(), skill: skill).Prompts);
    }

    [Fact]
    public static void A_model_that_repeats_itself_ends_the_stage_with_a_reason()
    {
        using var folder = new TemporaryFolder();
        var model = new ScriptedLanguageModel("one dog", "one dog", "");
        var error = Assert.Throws<SelmaException>(() => Run(folder, model, Settings with { Patience = 3 }));
        Assert.Equal("SELMA2002", error.Code);
        Assert.Contains("'coco': the last 3 requests brought no new prompt (6 similar, 3 empty); 1 of 60", error.Message, StringComparison.Ordinal);
        Assert.Equal(4, model.Requests.Count); // the first was fruitful
    }

    [Fact]
    public static void Progress_counts_accepted_prompts()
    {
        using var folder = new TemporaryFolder();
        var progress = new Steps();
        _ = Run(folder, new EmbeddedWriter(), progress: progress);
        Assert.Equal(new StageProgress(0, 60, "prompts"), progress.Values[0]);
        Assert.Equal(new StageProgress(60, 60, "prompts"), progress.Values[^1]);
        Assert.Equal(progress.Values.OrderBy(step => step.Done), progress.Values);
    }

    private static (string Prompts, string Rejected, string Replies) Run(
        TemporaryFolder folder, ILanguageModel model, PromptSettings? settings = null, string[]? heldOut = null,
        Skill? skill = null, ulong seed = Seed, Steps? progress = null)
    {
        var work = new WorkFolder(folder.FullPath);
        var stage = new PromptStage(model, settings ?? Settings, seed);
        stage.Run(skill ?? Coco, heldOut ?? [], work, progress ?? new(), CancellationToken.None).GetAwaiter().GetResult();
        return (
            File.ReadAllText(Path.Combine(work.Output, "prompts.jsonl")),
            File.ReadAllText(Path.Combine(work.Output, "rejected.jsonl")),
            File.ReadAllText(Path.Combine(work.State, "replies.jsonl")));
    }

    private static ScriptedLanguageModel Stopping(int after) => new((prompt, seed, request) => request < after
        ? new EmbeddedWriter().Complete(prompt, seed, CancellationToken.None).GetAwaiter().GetResult()
        : throw new OperationCanceledException());

    private sealed class Steps : IProgress<StageProgress>
    {
        public List<StageProgress> Values { get; } = [];

        public void Report(StageProgress value) => Values.Add(value);
    }
}
