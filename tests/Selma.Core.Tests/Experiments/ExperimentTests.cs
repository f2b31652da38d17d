using Selma.Core.Experiments;
using Selma.Core.Experts;
using Selma.Core.Images;
using Selma.Core.Merging;
using Selma.Core.Models.Language.Chat;
using Selma.Core.Prompts;
using Selma.TestKit;

namespace Selma.Core.Tests.Experiments;

public sealed class ExperimentTests : IDisposable
{
    private const string Coco = "description: common objects\nseed_prompts: [a red ball, two boxes, a star above a ring]\n";
    private readonly TemporaryFolder _folder = new();

    public ExperimentTests()
    {
        _ = Directory.CreateDirectory(_folder.File("models", "mini"));
        _ = _folder.Write("experiments/models.yaml", "selma-mini: { path: ../models/mini }\n");
        _ = _folder.Write("experiments/tiny/skills/coco.yaml", Coco);
        _ = _folder.Write("experiments/tiny/skills/whoops.yaml", Coco + "instruction: break common sense\nprompts: { count: 5 }\n");
    }

    [Fact]
    public void What_is_not_stated_is_the_papers()
    {
        var experiment = Load("skills: [coco]\n");
        var coco = Assert.Single(experiment.Skills);

        Assert.Equal("tiny", experiment.Name);
        Assert.Equal(new ModelSource("selma-mini", _folder.File("models", "mini")), experiment.Model);
        Assert.Equal(("auto", "bfloat16", 42UL), (experiment.Device, experiment.Dtype, experiment.Seed));
        Assert.Equal((1000, 3, 0.8), (coco.Prompts.Count, coco.Prompts.Examples, coco.Prompts.MaxSimilarity)); // section 3.1
        Assert.Equal((50, 7.5), (coco.Images.NumInferenceSteps, coco.Images.GuidanceScale));
        Assert.Equal(128, coco.Experts.Rank);
        Assert.Equal("paper", experiment.Merge.Method);
        Assert.Equal(experiment.Model, coco.ImageModel);
    }

    [Fact]
    public void Without_a_list_the_skills_are_the_papers_five() =>
        Assert.Contains("localized-narratives", Fails("model: selma-mini\n", "SELMA1007").Message, StringComparison.Ordinal);

    [Theory]
    [InlineData("prompts", typeof(PromptSettings))]
    [InlineData("prompts", typeof(ChatSettings))]
    [InlineData("images", typeof(ImageSettings))]
    [InlineData("experts", typeof(ExpertSettings))]
    [InlineData("merge", typeof(MergeSettings))]
    public void Every_setting_of_a_stage_is_a_key_of_its_part(string part, Type settings)
    {
        foreach (var property in settings.GetProperties().Where(property => property.SetMethod is not null && property.Name is not ("ModelIdLength" or "Chat" or "Prices")))
        {
            var key = string.Concat(property.Name.Select((letter, i) => char.IsUpper(letter) && i > 0 ? $"_{letter}" : $"{letter}")).ToLowerInvariant();
            var error = Assert.Throws<SelmaException>(() => Load("skills: [coco]\n", ($"{part}.{key}", "{no: value}")));

            Assert.Equal(("SELMA1005", key), (error.Code, key)); // a wrong value, not an unknown key
        }
    }

    [Fact]
    public void The_released_merge_alone_knows_the_length_of_the_models_name()
    {
        Assert.Equal("selma-mini".Length, Load("skills: [coco]\nmerge: { method: released }\n").Merge.ModelIdLength);
        Assert.Equal(0, Load("skills: [coco]\nmerge: { method: uniform }\n").Merge.ModelIdLength);
    }

    [Fact]
    public void A_merge_that_draws_has_the_experiments_seed_and_no_other_merge_has_one()
    {
        Assert.Equal(7UL, Load("skills: [coco]\nseed: 7\nmerge: { method: dare_ties }\n").Merge.Seed);
        Assert.Equal(8UL, Load("skills: [coco]\nseed: 7\nmerge: { method: dare_ties, seed: 8 }\n").Merge.Seed);
        Assert.Equal(0UL, Load("skills: [coco]\nseed: 7\nmerge: { method: ties }\n").Merge.Seed);
    }

    [Fact]
    public void A_merges_own_settings_are_read()
    {
        _ = _folder.Write("experiments/tiny/shares.json", "{\"to_q\": [0.25, 0.75]}");
        var ties = Load("skills: [coco]\nmerge: { method: mergekit_ties, density: 0.2, rank: 8, majority_sign_method: frequency, normalize: false, strength: 2, exports: [kohya] }\n").Merge;
        var learned = Load("skills: [coco]\nmerge: { method: cat_learned, coefficients: shares.json }\n").Merge;

        Assert.Equal((0.2, 8, "frequency", false, 2.0), (ties.Density, ties.Rank, ties.MajoritySignMethod, ties.Normalize, ties.Strength));
        Assert.Equal(["kohya"], ties.Exports);
        Assert.Equal([0.25, 0.75], learned.Coefficients!["to_q"]);

        var learning = Load("skills: [coco]\nmerge: { method: cat_learned, steps: 40, learning_rate: 2e-2, samples: 9, train_batch_size: 8 }\n").Merge;
        Assert.Equal((40, 2e-2, 9, 8), (learning.Steps, learning.LearningRate, learning.Samples, learning.TrainBatchSize));
        Assert.Equal("randomized", Load("skills: [coco]\nmerge: { method: ties_svd, decomposition: randomized }\n").Merge.Decomposition);
    }

    [Fact]
    public void Clipping_can_be_left_out() =>
        Assert.Null(Load("skills: [coco]\nexperts: { max_grad_norm: none }\n").Skills[0].Experts.MaxGradNorm);

    [Fact]
    public void A_skill_wins_over_its_experiment_and_the_command_line_over_both()
    {
        const string yaml = "skills: [coco, whoops]\nprompts: { count: 7 }\n";

        Assert.Equal([7, 5], Load(yaml).Skills.Select(skill => skill.Prompts.Count));
        Assert.Equal([3, 3], Load(yaml, ("prompts.count", "3")).Skills.Select(skill => skill.Prompts.Count));
    }

    [Fact]
    public void The_command_line_can_name_other_skills() =>
        Assert.Equal(["whoops"], Load("skills: [coco]\n", ("skills", "[whoops]")).Skills.Select(skill => skill.Skill.Name));

    [Fact]
    public void An_experiment_states_only_what_differs_from_its_base()
    {
        _ = Load("skills: [coco]\nseed: 7\nexperts: { rank: 16 }\nprompts: { count: 9 }\n");
        var file = _folder.Write("experiments/mine/experiment.yaml", "extends: ../tiny\nprompts: { count: 4 }\n");
        var mine = Experiment.Load(file);

        Assert.Equal("mine", mine.Name);
        Assert.Equal(7UL, mine.Seed);
        Assert.Equal((4, 16), (mine.Skills[0].Prompts.Count, mine.Skills[0].Experts.Rank));
    }

    [Fact]
    public void A_skill_of_ones_own_hides_that_of_the_base()
    {
        _ = Load("skills: [coco]\n");
        _ = _folder.Write("experiments/mine/skills/coco.yaml", Coco.Replace("common", "rare", StringComparison.Ordinal));

        Assert.Equal("rare objects", Experiment.Load(_folder.Write("experiments/mine/experiment.yaml", "extends: ../tiny\n")).Skills[0].Skill.Description);
    }

    [Fact]
    public void Bases_that_go_round_in_a_circle_are_refused()
    {
        _ = _folder.Write("experiments/other/experiment.yaml", "extends: ../tiny\n");
        var error = Fails("extends: ../other\n", "SELMA1009");

        Assert.Equal(_folder.File("experiments", "other", "experiment.yaml"), error.Place!.File);
    }

    [Theory]
    [InlineData("skils: [coco]\n", "SELMA1004", 1, "'skils' is not a setting. Did you mean 'skills'?")]
    [InlineData("skills: [coco]\nexperts:\n  rnak: 4\n", "SELMA1004", 3, "Did you mean 'experts.rank'?")]
    [InlineData("skills: [coco]\nexperts: { rank: 0 }\n", "SELMA1005", 2, "'experts.rank' is '0'; it must be a whole number from 1 to 1024. The default is 128.")]
    [InlineData("skills: [cocoo]\n", "SELMA1007", 1, "There is no skill 'cocoo'")]
    [InlineData("skills: [cocoo]\n", "SELMA1007", 1, "Did you mean 'coco'? Skills here are: coco, whoops.")]
    [InlineData("skills: [../coco]\n", "SELMA1007", 1, "There is no skill '../coco'")]
    [InlineData("skills: [coco, coco]\n", "SELMA1005", 1, "'coco' twice")]
    [InlineData("skills: []\n", "SELMA1005", 1, "name at least one")]
    [InlineData("skills: coco\n", "SELMA1005", 1, "'skills' is 'coco'; it must be a list")]
    [InlineData("skills: [coco]\nmodel: selma-mimi\n", "SELMA1008", 2, "Did you mean 'selma-mini'?")]
    [InlineData("skills: [coco]\ndtype: float64\n", "SELMA1005", 2, "it must be one of bfloat16, float16, float32")]
    [InlineData("skills: [coco]\ndevice: gpu\n", "SELMA1005", 2, "it must be auto, cpu, cuda or cuda:N")]
    [InlineData("skills: [coco]\ndevice: cuda:-1\n", "SELMA1005", 2, "cuda:N")]
    [InlineData("skills: [coco]\nseed: -1\n", "SELMA1005", 2, "'seed' is '-1'")]
    [InlineData("skills: [coco]\nmerge: { weights: [1, 2] }\n", "SELMA1005", 2, "give one for each of the 1 skills")]
    [InlineData("skills: [coco]\nmerge: { method: median }\n", "SELMA1005", 2, "must be one of paper, released, uniform")]
    [InlineData("skills: [coco]\nmerge: { method: uniform, density: 0.5 }\n", "SELMA1005", 2, "'merge.density' is not read by the method 'uniform'; it is by ties, dare_linear")]
    [InlineData("skills: [coco]\nmerge: { method: ties, density: 0 }\n", "SELMA1005", 2, "'merge.density' is '0'")]
    [InlineData("skills: [coco]\nmerge: { exports: [khoya] }\n", "SELMA1005", 2, "Did you mean 'kohya'?")]
    [InlineData("skills: [coco]\nmerge: { method: cat_learned, coefficients: none.json }\n", "SELMA1005", 2, "'none.json', which cannot be read")]
    [InlineData("skills: [coco]\nmerge: { method: cat_learned, samples: 9 }\n", "SELMA1005", 2, "'merge.samples' is read only where 'merge.steps' says to learn")]
    [InlineData("skills: [coco]\nmerge: { method: svd, decomposition: fast }\n", "SELMA1005", 2, "it must be one of exact, randomized")]
    [InlineData("extends: ../nowhere\n", "SELMA1009", 1, "There is no experiment '../nowhere'")]
    public void Mistakes_are_told_with_line_and_remedy(string yaml, string code, int line, string message)
    {
        var error = Fails(yaml, code);

        Assert.Equal((_folder.File("experiments", "tiny", "experiment.yaml"), line), (error.Place!.File, error.Place.Line));
        Assert.Contains(message, error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("seed_prompts: [a, b, c]\n", "SELMA1006", "'description' is missing")]
    [InlineData("description: x\nseed_promts: [a, b, c]\n", "SELMA1004", "Did you mean 'seed_prompts'?")]
    [InlineData("description: x\nseed_prompts: [a, b]\n", "SELMA1005", "it must be three or more")]
    [InlineData("description: x\nseed_prompts: [a, b, c]\nexperts: { rank: 0 }\n", "SELMA1005", "'experts.rank' is '0'")]
    public void Mistakes_in_a_skill_are_told_with_its_file(string skill, string code, string message)
    {
        var file = _folder.Write("experiments/tiny/skills/coco.yaml", skill);
        var error = Fails("skills: [coco]\n", code);

        Assert.Equal(file, error.Place!.File);
        Assert.Contains(message, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_mistake_on_the_command_line_is_told_as_typed()
    {
        var error = Assert.Throws<SelmaException>(() => Load("skills: [coco]\n", ("experts.rnak", "4")));

        Assert.Equal(("SELMA1004", new Place("--set experts.rnak=4")), (error.Code, error.Place));
    }

    [Fact]
    public void A_model_may_be_a_folder()
    {
        _ = Directory.CreateDirectory(_folder.File("experiments", "tiny", "own"));

        Assert.Equal(new ModelSource("own", _folder.File("experiments", "tiny", "own")), Load("skills: [coco]\nmodel: ./own\n").Model);
        Assert.Equal(_folder.File("models", "mini"), Load("skills: [coco]\n", ("model", "models/mini")).Model.Folder);
    }

    [Fact]
    public void Another_model_may_draw()
    {
        _ = Directory.CreateDirectory(_folder.File("models", "weak"));
        var experiment = Load("skills: [coco]\nimages: { model: ../../models/weak }\n");

        Assert.Equal("weak", experiment.Skills[0].ImageModel.Name);
        Assert.Equal("selma-mini", experiment.Model.Name);
    }

    public void Dispose() => _folder.Dispose();

    private SelmaException Fails(string yaml, string code)
    {
        var error = Assert.Throws<SelmaException>(() => Load(yaml));
        Assert.Equal(code, error.Code);
        return error;
    }

    private Experiment Load(string yaml, params (string Name, string Value)[] overrides) =>
        Experiment.Load(_folder.Write("experiments/tiny/experiment.yaml", yaml), overrides.ToDictionary(pair => pair.Name, pair => pair.Value));
}
