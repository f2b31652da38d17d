using System.IO.Compression;
using Selma.Core.Artifacts;
using Selma.Core.Experiments;
using Selma.Core.Pipeline;
using Selma.TestKit;

namespace Selma.Core.Tests.Pipeline;

/// <summary>Which edits change the key of which stage, its upstream left as it is.</summary>
public sealed class ExperimentStagesTests : IDisposable
{
    private const string Prompts = "coco/prompts", Images = "coco/images", Expert = "coco/expert", Merge = "merge";
    private const string Samples = "merged/samples", Scores = "merged/scores";
    private static readonly string[] Shown = [Prompts, Images, Expert, Merge, Samples, Scores];

    private const string Yaml = """
        model: mini
        dtype: float32
        seed: 7
        skills: [coco, whoops]
        prompts: { count: 20 }
        images: { guidance_scale: 4 }
        experts: { rank: 4, learning_rate: 1e-4 }
        evaluation: { prompts_per_source: 1 }

        """;

    private readonly TemporaryFolder _folder = new();

    public ExperimentStagesTests()
    {
        AtomicFile.WriteText(_folder.File("experiments", "models.yaml"), "mini: { path: ../models/mini }\nother: { path: ../models/other }\n");
        AtomicFile.WriteText(_folder.File("experiments", "tiny", "experiment.yaml"), Yaml);
        foreach (var skill in new[] { "coco", "whoops" })
        {
            AtomicFile.WriteText(Skill(skill), "description: scenes\nseed_prompts: [a red box, a blue sun, two green cats]\n");
        }

        foreach (var model in new[] { "mini", "other" })
        {
            foreach (var file in new[] { "unet/config.json", "unet/diffusion_pytorch_model.safetensors", "vae/diffusion_pytorch_model.safetensors",
                "text_encoder/model.safetensors", "text_encoder/config.json", "tokenizer/vocab.json", "scheduler/scheduler_config.json" })
            {
                AtomicFile.WriteText(Model(model, file), file.StartsWith("unet", StringComparison.Ordinal) ? $"{{ \"of\": \"{model}\" }}" : "{}");
            }
        }
    }

    [Theory]
    [InlineData("# a comment\n" + Yaml)]
    [InlineData("seed:   7\nskills: [\"coco\", 'whoops']\nprompts:\n    count: 20\ndtype: float32\nexperts: {learning_rate: 0.0001, rank: 4}\nimages: {guidance_scale: 4.0}\nevaluation: {prompts_per_source: 1}\nmodel: mini\n")]
    [InlineData(Yaml + "device: cpu\n")]
    [InlineData("extends: ../base\n" + Yaml)]
    public void Other_words_for_the_same_experiment_change_no_key(string yaml)
    {
        var before = Keys();
        AtomicFile.WriteText(_folder.File("experiments", "base", "experiment.yaml"), "experts: { rank: 99 }\n");
        AtomicFile.WriteText(_folder.File("experiments", "tiny", "experiment.yaml"), yaml);
        AtomicFile.WriteText(Skill("coco"), "# edited\nseed_prompts:\n  - 'a red box'\n  - a blue sun\n\n  - \"two green cats\"\ndescription: scenes\n");
        Assert.Equal(before, Keys());
    }

    [Theory]
    [InlineData("seed", "8", Prompts, Images, Expert, Samples, Scores)]
    [InlineData("dtype", "bfloat16", Images, Expert, Samples)]
    [InlineData("prompts.count", "21", Prompts)]
    [InlineData("prompts.language_model", "another")] // the embedded writer reads none
    [InlineData("prompts.endpoint", "http://localhost")]
    [InlineData("images.guidance_scale", "5", Images, Samples)]
    [InlineData("images.per_prompt", "2", Images)]
    [InlineData("evaluation.guidance_scale", "5", Samples)]
    [InlineData("evaluation.benchmark", "shapes-development", Samples, Scores)]
    [InlineData("evaluation.prompts_per_source", "2", Samples, Scores)]
    [InlineData("evaluation.images_per_prompt", "2", Samples)]
    [InlineData("evaluation.resamples", "100", Scores)]
    [InlineData("evaluation.arms", "[merged, base]")]
    [InlineData("joint", "{ both: { skills: [coco] } }")]
    [InlineData("images.model", "other", Images)]
    [InlineData("experts.learning_rate", "3e-4", Expert)]
    [InlineData("experts.micro_batch_size", "2")]
    [InlineData("merge.method", "uniform", Merge)]
    [InlineData("skills", "[whoops, coco]", Merge)]
    [InlineData("device", "cuda")]
    public void A_setting_changes_the_keys_of_the_stages_that_receive_it(string setting, string value, params string[] expected)
    {
        var before = Keys();
        var after = Keys((setting, value));
        Assert.Equal(expected, Shown.Where(id => before[id] != after[id]));
    }

    [Theory]
    [InlineData("unet/diffusion_pytorch_model.safetensors", Images, Expert, Samples)]
    [InlineData("scheduler/scheduler_config.json", Images, Expert, Samples)]
    [InlineData("tokenizer/vocab.json", Prompts, Images, Expert, Samples)]
    [InlineData("tokenizer/special_tokens_map.json", Prompts, Images, Expert, Samples)]
    [InlineData("README.md")]
    [InlineData("unet/diffusion_pytorch_model.fp16.safetensors")] // not the file that is loaded
    public void A_models_file_changes_the_keys_of_the_stages_that_load_it(string file, params string[] expected)
    {
        var before = Keys();
        AtomicFile.WriteText(Model("mini", file), "{ \"another\": 1 }");
        var after = Keys();
        Assert.Equal(expected, Shown.Where(id => before[id] != after[id]));
    }

    [Fact]
    public void A_models_shards_count_by_their_index()
    {
        File.Delete(Model("mini", "unet/diffusion_pytorch_model.safetensors"));
        AtomicFile.WriteText(Model("mini", "unet/diffusion_pytorch_model.safetensors.index.json"), """{"weight_map": {"a": "one.safetensors"}}""");
        AtomicFile.WriteText(Model("mini", "unet/one.safetensors"), "1");
        var before = Keys();
        AtomicFile.WriteText(Model("mini", "unet/two.safetensors"), "of another model");
        Assert.Equal(before, Keys());
        AtomicFile.WriteText(Model("mini", "unet/one.safetensors"), "2");
        Assert.NotEqual(before[Images], Keys()[Images]);
    }

    [Fact]
    public void A_skills_prompts_and_words_change_its_own_prompts_only()
    {
        var before = Keys();
        AtomicFile.WriteText(Skill("coco"), "description: scenes\nseed_prompts: [a red box, a blue sun, two green dogs]\n");
        Assert.Equal([Prompts], Changed(before, Keys()));
        AtomicFile.WriteText(Skill("coco"), "description: scenes\ninstruction: Be brief.\nseed_prompts: [a red box, a blue sun, two green cats]\n");
        Assert.Equal([Prompts], Changed(before, Keys()));
    }

    [Fact]
    public void Arms_and_their_adapters_hang_together()
    {
        var graph = Graph(
            "experiments",
            ("joint", "{ both: { skills: [whoops, coco] } }"), ("merges", "{ one: { skills: [coco] } }"), ("evaluation.arms", "[base, expert-coco, both, one, merged]"));
        string[] Upstream(string id) => [.. graph[StageId.Parse(id)].Upstream.Select(upstream => upstream.ToString())];

        Assert.Equal(["whoops/images", "coco/images"], Upstream("both/expert"));
        Assert.Equal(["coco/expert"], Upstream("one/merge"));
        Assert.Equal(["coco/expert", "whoops/expert"], Upstream("merge"));
        Assert.Empty(Upstream("base/samples"));
        Assert.Equal(["coco/expert"], Upstream("expert-coco/samples"));
        Assert.Equal(["both/expert"], Upstream("both/samples"));
        Assert.Equal(["one/merge"], Upstream("one/samples"));
        Assert.Equal(["merge"], Upstream("merged/samples"));
        Assert.Equal(["base/samples"], Upstream("base/scores"));
        Assert.Equal(["both/samples", "base/scores"], Upstream("both/scores"));
        Assert.DoesNotContain("expert-whoops/samples", graph.Ordered.Select(id => id.ToString()));
        Assert.Equal(["coco", "whoops"], graph.Skills);
    }

    [Fact]
    public void A_merge_that_learns_reads_pairs_and_model_and_has_them_in_its_key()
    {
        (string, string)[] learning = [("merge", "{ method: cat_learned, steps: 5 }")];
        var stage = Graph("experiments", learning)[StageId.Parse(Merge)];
        Assert.Equal(["coco/expert", "whoops/expert", "coco/images", "whoops/images"], stage.Upstream.Select(upstream => upstream.ToString()));
        Assert.Equal(["coco", "whoops", "images/coco", "images/whoops"], stage.Upstream.Select(stage.NameOf));

        var before = Keys(learning)[Merge];
        Assert.All(
            new[] { ("seed", "8"), ("dtype", "bfloat16"), ("merge", "{ method: cat_learned, steps: 6 }"), ("merge", "{ method: cat_learned, steps: 5, samples: 9 }") },
            change => Assert.NotEqual(before, Keys([.. learning.Where(setting => setting.Item1 != change.Item1), change])[Merge]));
        Assert.Equal(before, Keys([.. learning, ("experts.micro_batch_size", "2")])[Merge]);
        AtomicFile.WriteText(Model("mini", "unet/diffusion_pytorch_model.safetensors"), "{ \"another\": 1 }");
        Assert.NotEqual(before, Keys(learning)[Merge]);
    }

    [Fact]
    public void A_file_is_a_benchmark_whose_questions_redraw_nothing()
    {
        const string Header = "item_id,text,keywords,proposition_id,dependency,category_broad,category_detailed,tuple,question_natural_language\n";
        const string Row = "coco_1,a red box,,1,0,entity,whole,entity - whole (box),Is there a box?\n";
        var (csv, answers) = (_folder.File("experiments", "tiny", "mine.csv"), _folder.File("experiments", "tiny", "answers.csv"));
        AtomicFile.WriteText(csv, Header + Row);
        AtomicFile.WriteText(answers, "t2i_model,item_id,question_id,answer\n");
        SortedDictionary<string, string> Now() => Keys(("evaluation.benchmark", "experiments/tiny/mine.csv"), ("evaluation.answerer", "experiments/tiny/answers.csv"), ("evaluation.prompts_per_source", "~"));
        var before = Now();
        AtomicFile.WriteText(csv, Header + Row.Replace("Is there", "Do you see", StringComparison.Ordinal));
        Assert.All(Changed(before, Now()), id => Assert.EndsWith("/scores", id, StringComparison.Ordinal));
        Assert.NotEqual(before[Scores], Now()[Scores]);

        AtomicFile.WriteText(csv, Header + Row.Replace("a red box", "a blue box", StringComparison.Ordinal));
        Assert.NotEqual(before[Samples], Now()[Samples]);

        AtomicFile.WriteText(csv, Header + Row);
        AtomicFile.WriteText(answers, "t2i_model,item_id,question_id,answer\nmini,coco_1,1,yes\n");
        Assert.Equal(before[Samples], Now()[Samples]);
        Assert.NotEqual(before[Scores], Now()[Scores]);
    }

    [Fact]
    public void The_place_of_the_checkout_changes_no_key()
    {
        var before = Keys();
        Directory.Move(_folder.File("experiments"), _folder.File("moved"));
        Assert.Equal(before, Keys(folder: "moved"));
    }

    [Theory]
    [InlineData("prompts.language_model", "another", true)]
    [InlineData("prompts.api", "completions", true)]
    [InlineData("prompts.temperature", "0.7", true)]
    [InlineData("prompts.top_p", "none", true)]
    [InlineData("prompts.max_tokens", "1000", true)]
    [InlineData("prompts.lookahead", "4", true)]
    [InlineData("prompts.held_out_similarity", "0.8", true)]
    [InlineData("prompts.endpoint", "http://localhost:1/v1", false)]
    [InlineData("prompts.api_key_env", "ANOTHER", false)]
    [InlineData("prompts.parallel", "2", false)]
    [InlineData("prompts.requests_per_minute", "10", false)]
    [InlineData("prompts.timeout", "10", false)]
    [InlineData("prompts.retries", "0", false)]
    [InlineData("prompts.prices", "{ input: 1, output: 2 }", false)]
    public void What_decides_a_language_models_replies_is_in_the_key(string setting, string value, bool isInKey)
    {
        var before = Keys(("prompts.writer", "openai"));
        Assert.NotEqual(Keys()[Prompts], before[Prompts]);
        Assert.Equal(isInKey, before[Prompts] != Keys(("prompts.writer", "openai"), (setting, value))[Prompts]);
        Assert.Equal(isInKey && setting.EndsWith("similarity", StringComparison.Ordinal), Keys()[Prompts] != Keys((setting, value))[Prompts]);
    }

    [Fact]
    public void The_embedded_writers_key_holds_what_it_held_before_there_were_others()
    {
        var config = Graph("experiments", ("prompts.lookahead", "3"), ("prompts.temperature", "0"))[StageId.Parse(Prompts)].Config;
        Assert.Equal(
            ["count", "description", "examples", "held_out", "instruction", "max_similarity", "max_words", "patience", "seed", "skill", "writer"],
            config.Select(member => member.Key).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Held_out_prompts_are_in_the_key_by_their_words()
    {
        var before = Keys();
        AtomicFile.WriteText(_folder.File("experiments", "tiny", "held.csv"), "item_id,text\n1,a cat\n");
        AtomicFile.WriteText(_folder.File("experiments", "tiny", "experiment.yaml"), Yaml.Replace("count: 20", "count: 20, held_out: [held.csv]", StringComparison.Ordinal));
        var held = Keys();
        Assert.Equal([Prompts], new[] { Prompts, Images, Expert, Merge }.Where(id => before[id] != held[id]));
        AtomicFile.WriteText(_folder.File("experiments", "tiny", "held.csv"), "text,other\n\"a  cat\",7\n");
        Assert.Equal(held, Keys());
        AtomicFile.WriteText(_folder.File("experiments", "tiny", "held.csv"), "text\na dog\n");
        Assert.NotEqual(held[Prompts], Keys()[Prompts]);
    }

    [Theory]
    [InlineData("bench.csv")]
    [InlineData("bench.csv.gz")]
    public void A_language_model_must_not_write_the_benchmarks_prompts(string benchmark)
    {
        AtomicFile.Write(_folder.File("experiments", "tiny", benchmark), stream =>
        {
            using var packed = benchmark.EndsWith(".gz", StringComparison.Ordinal) ? new GZipStream(stream, CompressionMode.Compress, leaveOpen: true) : null;
            (packed ?? stream).Write("item_id,text\nx_1,\"a cat, red\"\nx_1,\"a cat, red\"\nx_2,a dog\n"u8);
        });
        AtomicFile.WriteText(_folder.File("experiments", "tiny", "answers.csv"), "");
        AtomicFile.WriteText(
            _folder.File("experiments", "tiny", "experiment.yaml"),
            Yaml.Replace("prompts_per_source: 1", $"benchmark: {benchmark}, answerer: answers.csv", StringComparison.Ordinal));
        var held = Graph("experiments", ("prompts.writer", "openai"))[StageId.Parse(Prompts)].Inputs["held-out prompts"]();
        Assert.Equal(Digest.OfValue(new List<string> { "a cat, red", "a dog" }), held);
        Assert.DoesNotContain("held-out prompts", Graph("experiments")[StageId.Parse(Prompts)].Inputs.Keys);
    }

    [Fact]
    public void Opening_reads_the_experiment_and_planning_makes_no_file()
    {
        var build = ExperimentBuild.Open(new() { ExperimentFile = _folder.File("experiments", "tiny", "experiment.yaml"), OutFolder = _folder.File("out") });
        Assert.Equal("tiny", build.Experiment);
        Assert.Equal(["coco", "whoops"], build.Skills);
        Assert.Equal(7, build.Plan(["Merge"]).Stages.Count);
        Assert.False(Directory.Exists(_folder.File("out")));
    }

    public void Dispose() => _folder.Dispose();

    private static IEnumerable<string> Changed(SortedDictionary<string, string> before, SortedDictionary<string, string> after) =>
        before.Keys.Where(id => before[id] != after[id]);

    private string Skill(string name) => _folder.File("experiments", "tiny", "skills", $"{name}.yaml");

    private string Model(string model, string file) => _folder.File("models", model, file);

    private SortedDictionary<string, string> Keys(params (string Setting, string Value)[] overrides) =>
        Keys("experiments", overrides);

    private SortedDictionary<string, string> Keys(string folder, params (string Setting, string Value)[] overrides)
    {
        var graph = Graph(folder, overrides);
        return new(graph.Ordered.ToDictionary(id => id.ToString(), id => KeyWithoutUpstream(graph[id])), StringComparer.Ordinal);
    }

    private StageGraph Graph(string folder, params (string Setting, string Value)[] overrides)
    {
        var experiment = Experiment.Load(
            _folder.File(folder, "tiny", "experiment.yaml"), overrides.ToDictionary(setting => setting.Setting, setting => setting.Value));
        var index = new StatIndex(_folder.File("stat.idx"), TimeProvider.System);
        return new ExperimentStages(experiment, index, new ModelShelf(new() { ExperimentFile = "", OutFolder = "" }, _ => null, TimeProvider.System, (_, _) => { }), (_, _) => { }).Graph();
    }

    private static string KeyWithoutUpstream(StageDefinition definition) => KeyDocument.KeyOf(new KeyDocument
    {
        Stage = definition.Id.Stage,
        StageVersion = definition.Version,
        Config = definition.Config,
        Inputs = definition.Inputs.ToDictionary(input => input.Key, input => input.Value()),
        Models = definition.Models.ToDictionary(model => model.Key, model => model.Value()),
        Numerics = definition.Numerics,
    }.Tree());
}
