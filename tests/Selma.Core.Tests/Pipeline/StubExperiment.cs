using System.Text;
using Selma.Core.Artifacts;
using Selma.Core.Pipeline;

namespace Selma.Core.Tests.Pipeline;

/// <summary>
/// An experiment whose stages only hash what they are given, item by item with a journal, and a build that skips as MSBuild does:
/// by the times of <c>.key</c> and <c>.done</c>.
/// </summary>
internal sealed class StubExperiment
{
    public const int Items = 4;

    private static readonly string[] Chain = ["prompts", "images", "expert"];

    /// <summary>The text of each skill's seed prompts; the prompts that come out do not depend on case and outer blanks.</summary>
    public SortedDictionary<string, string> Skills { get; } = new() { ["coco"] = "two cats", ["whoops"] = "a blue sun" };

    public int Guidance { get; set; } = 7;

    public double LearningRate { get; set; } = 1e-4;

    /// <summary>Names the benchmark that arms draw; null: there are no arms, no joint LoRA and no report.</summary>
    public string? Benchmark { get; set; }

    public int ReportVersion { get; set; } = 1;

    /// <summary>Told what a stage of no skill was told about those before it.</summary>
    public Action<StageId, string> Told { get; set; } = (_, _) => { };

    /// <summary>Called before each item and at each point of the publishing protocol; throws to stop the stage there.</summary>
    public Action<StageId, string> At { get; set; } = (_, _) => { };

    /// <summary>Mixed into every output: another value is a stage that does not repeat itself.</summary>
    public string Chance { get; set; } = "";

    /// <summary>Whether no other build of another configuration goes on at the same time.</summary>
    public bool IsAlone { get; init; } = true;

    public List<string> Notices { get; } = [];

    /// <summary>Stages that ran and items that were computed, since the last look.</summary>
    public List<string> Ran { get; } = [];

    public int Computed { get; private set; }

    public int LastItems { get; private set; }

    public Func<BuildOptions, BuildOptions> Options { get; set; } = options => options;

    public ExperimentBuild Open(string folder)
    {
        var options = Options(new() { ExperimentFile = "", OutFolder = folder, Notices = new Listener<StageNotice>(notice => Notices.Add($"{notice.Code} {notice.Text}")) });
        return new("stub", (_, _) => new(Definitions()), options, TimeProvider.System, point => At(new(""), point));
    }

    /// <summary>Brings the targets up to date in the order in which MSBuild would.</summary>
    /// <returns>What was done, stage by stage; a stage that fails stops its chain and the merge, and is thrown at the end.</returns>
    public IReadOnlyList<StageOutcome> Build(string folder, params string[] targets)
    {
        Ran.Clear();
        Computed = 0;
        var build = Open(folder);
        var plan = build.Plan(targets);
        var failed = new Dictionary<string, Exception>();
        var outcomes = new List<StageOutcome>();
        foreach (var stage in plan.IsUpToDate ? [] : plan.Stages)
        {
            var isStopped = stage.Skill is { } skill ? failed.ContainsKey(skill) : failed.Count > 0;
            if (isStopped || (stage.Skill is { } chain && !plan.SkillsToBuild.Contains(chain)) || stage.State is StageState.Stands)
            {
                continue;
            }

            try
            {
                outcomes.AddRange(Target(build, folder, stage.Id));
            }
            catch (SelmaException e)
            {
                failed.Add(stage.Skill ?? "", e);
            }
        }

        LastItems = Computed;
        return failed.Count == 0 ? outcomes : throw failed.Values.First();
    }

    public static string Folder(string folder, StageId id) => new StagePaths(Path.Combine(folder, "stub"), id).Outputs;

    /// <summary>The files that a clean build makes, by path in the experiment's folder.</summary>
    public SortedDictionary<string, string> Expected()
    {
        var files = new SortedDictionary<string, string>(StringComparer.Ordinal);
        var experts = new List<string>();
        foreach (var (skill, seed) in Skills)
        {
            var prompts = Lines(Enumerable.Range(0, Items).Select(item => Prompt(seed, item)));
            files[$"1-prompts/{skill}/prompts.jsonl"] = prompts;
            var images = Enumerable.Range(0, Items).Select(item => Image(prompts, item)).ToList();
            foreach (var (item, image) in images.Index())
            {
                files[$"2-images/{skill}/{item}.png"] = image;
            }

            experts.Add(Expert(string.Concat(images)));
            files[$"3-experts/{skill}/lora.safetensors"] = experts[^1];
        }

        files["4-merged/lora.safetensors"] = Merge(string.Concat(experts));
        return files;
    }

    /// <summary>The files that lie in the stages' folders.</summary>
    public static SortedDictionary<string, string> Actual(string folder)
    {
        var files = new SortedDictionary<string, string>(StringComparer.Ordinal);
        var root = Path.Combine(folder, "stub");
        foreach (var stage in Directory.EnumerateDirectories(root, "?-*"))
        {
            foreach (var file in Directory.EnumerateFiles(stage, "*", SearchOption.AllDirectories))
            {
                var path = Path.GetRelativePath(root, file).Replace('\\', '/');
                var isOutput = path.Count(letter => letter == '/') == (path.StartsWith("4-", StringComparison.Ordinal) ? 1 : 2);
                if (isOutput)
                {
                    files.Add(path, File.ReadAllText(file));
                }
            }
        }

        return files;
    }

    private IEnumerable<StageOutcome> Target(ExperimentBuild build, string folder, StageId id)
    {
        var isClean = build.Reconcile(id);
        var paths = new StagePaths(Path.Combine(folder, "stub"), id);
        var isSkipped = File.Exists(paths.Done) && File.GetLastWriteTimeUtc(paths.Done) >= File.GetLastWriteTimeUtc(paths.Key);
        Assert.True(isClean == isSkipped || !IsAlone);
        return isSkipped ? [] : [build.Run(id, new Listener<TimedProgress>(_ => { }), CancellationToken.None).GetAwaiter().GetResult()];
    }

    private IEnumerable<StageDefinition> Definitions()
    {
        foreach (var (skill, seed) in Skills)
        {
            yield return Define(new("prompts", skill), [], "seed prompts", seed, run =>
                Work(new("prompts", skill), run, item => ($"prompt-{item}", Prompt(seed, item)), "prompts.jsonl"));
            yield return Define(new("images", skill), [new("prompts", skill)], "guidance", Guidance, run =>
            {
                var prompts = File.ReadAllText(Path.Combine(run.Inputs["prompts"], "prompts.jsonl"));
                return Work(new("images", skill), run, item => ($"{item}.png", Image(prompts, item)), null);
            });
            yield return Define(new("expert", skill), [new("images", skill)], "learning_rate", LearningRate, run =>
            {
                var images = string.Concat(Directory.EnumerateFiles(run.Inputs["images"]).Order(StringComparer.Ordinal).Select(File.ReadAllText));
                return Work(new("expert", skill), run, item => ($"step-{item}", Expert(images)), "lora.safetensors");
            });
        }

        yield return Define(new("merge"), [.. Skills.Keys.Select(skill => new StageId("expert", skill))], "method", "paper", run =>
        {
            var experts = string.Concat(Skills.Keys.Select(skill => File.ReadAllText(Path.Combine(run.Inputs[skill], "lora.safetensors"))));
            return Work(new("merge"), run, item => ($"part-{item}", Merge(experts)), "lora.safetensors");
        });
        foreach (var definition in Benchmark is { } benchmark ? Arms(benchmark) : [])
        {
            yield return definition;
        }
    }

    private IEnumerable<StageDefinition> Arms(string benchmark)
    {
        yield return Read(new("expert", "both"), [.. Skills.Keys.Select(skill => new StageId("images", skill))]);
        foreach (var (arm, adapter) in new[] { ("base", null), ("both", new StageId("expert", "both")), ("merged", new StageId("merge")) })
        {
            yield return Read(new("samples", arm), adapter is null ? [] : [adapter], benchmark);
            yield return Read(new("scores", arm), arm == "base" ? [new("samples", arm)] : [new("samples", arm), new("scores", "base")]);
        }

        StageId[] all = [.. Skills.Keys.SelectMany(skill => Chain.Select(stage => new StageId(stage, skill))), new("merge"), new("scores", "merged"), new("scores", "both")];
        yield return Read(new("report"), all) with { Version = ReportVersion, UpstreamNames = all.ToDictionary(id => id, id => id.ToString()) };
    }

    /// <summary>A stage of no skill, whose one output is a digest of all that it reads.</summary>
    private StageDefinition Read(StageId id, StageId[] upstream, string setting = "") => Define(id, upstream, "benchmark", setting, run =>
    {
        Array.ForEach(upstream, before => Told(before, run.Actions(before)));
        var texts = run.Inputs.OrderBy(input => input.Key, StringComparer.Ordinal)
            .SelectMany(input => Directory.EnumerateFiles(input.Value).Order(StringComparer.Ordinal)).Select(File.ReadAllText);
        return Work(id, run, item => ($"part-{item}", Hash($"{id.Stage} {setting} {string.Concat(texts)}")), "result");
    }) with { Skill = null };

    private static StageDefinition Define(StageId id, StageId[] upstream, string setting, object value, Func<StageRun, Task> run)
    {
        var isInput = setting == "seed prompts";
        var config = new KeyMap();
        if (!isInput)
        {
            config.Add(setting, KeyTree.Of(value));
        }

        return new()
        {
            Id = id,
            Skill = id.Instance,
            Version = 1,
            Config = config,
            Inputs = isInput ? new() { [setting] = () => Digest.OfValue(value) } : new Dictionary<string, Func<string>>(),
            Upstream = upstream,
            Run = run,
        };
    }

    /// <summary>Makes the items one by one; with <paramref name="joined"/> they are state, and one output is made of them at the end.</summary>
    private Task Work(StageId id, StageRun run, Func<int, (string File, string Text)> make, string? joined)
    {
        lock (Ran)
        {
            Ran.Add(id.ToString());
        }

        var folder = joined is null ? run.Work.Output : run.Work.State;
        using var journal = new Journal<string[]>(Path.Combine(run.Work.State, "journal.jsonl"), "items");
        var done = journal.Entries.Where(entry => IsThere(folder, entry)).Select(entry => entry[0]).ToHashSet();
        var texts = new List<string>();
        for (var item = 0; item < Items; item++)
        {
            run.Cancellation.ThrowIfCancellationRequested();
            var (file, text) = make(item);
            text += Chance;
            texts.Add(text);
            if (!done.Contains(file))
            {
                At(id, "a");
                Computed++;
                AtomicFile.WriteText(Path.Combine(folder, file), text);
                At(id, "b");
                journal.Append([file, Digest.OfBytes(Encoding.UTF8.GetBytes(text))]);
                At(id, "d");
            }

            run.Progress.Report(new(item + 1, Items, "items"));
        }

        if (joined is not null)
        {
            AtomicFile.WriteText(Path.Combine(run.Work.Output, joined), joined == "prompts.jsonl" ? Lines(texts) : texts[0]);
        }

        return Task.CompletedTask;
    }

    private static bool IsThere(string folder, string[] entry) =>
        File.Exists(Path.Combine(folder, entry[0])) && Digest.OfFile(Path.Combine(folder, entry[0])) == entry[1];

    private static string Prompt(string seed, int item) => $"{seed.Trim().ToUpperInvariant()} {item}";

    private string Image(string prompts, int item) => Hash($"image {prompts} {item} {Guidance}");

    private string Expert(string images) => Hash($"expert {images} {LearningRate}");

    private static string Merge(string experts) => Hash($"merge {experts}");

    private static string Hash(string text) => Digest.OfBytes(Encoding.UTF8.GetBytes(text));

    private static string Lines(IEnumerable<string> lines) => string.Concat(lines.Select(line => line + "\n"));
}
