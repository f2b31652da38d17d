using Selma.Core.Experiments;
using Selma.Core.World;
using Selma.TestKit;

namespace Selma.Core.Tests.Experiments;

/// <summary>What is compared: arms, joint LoRAs, further merges, the benchmark.</summary>
public sealed class EvaluationTests : IDisposable
{
    private const string Skills = "skills: [coco, whoops]\n";
    private readonly TemporaryFolder _folder = new();

    public EvaluationTests()
    {
        _ = Directory.CreateDirectory(_folder.File("models", "mini"));
        _ = _folder.Write("experiments/models.yaml", "selma-mini: { path: ../models/mini }\n");
        foreach (var skill in new[] { "coco", "whoops" })
        {
            _ = _folder.Write($"experiments/tiny/skills/{skill}.yaml", "description: x\nseed_prompts: [a, b, c]\nexperts: { rank: 5 }\n");
        }
    }

    [Fact]
    public void Unstated_everything_that_there_is_is_scored_on_the_worlds_test_prompts()
    {
        var evaluation = Load("images: { num_inference_steps: 7, guidance_scale: 3, per_prompt: 4 }\nmerges: { one: { skills: [coco] } }\njoint: { both: }\n").Evaluation;

        Assert.Equal(["base", "expert-coco", "expert-whoops", "both", "one", "merged"], Names(evaluation));
        Assert.Equal(new BenchmarkChoice("shapes", null, Benchmark.TestSeed), evaluation.Benchmark);
        Assert.Equal((7, 3.0, 1), (evaluation.Images.NumInferenceSteps, evaluation.Images.GuidanceScale, evaluation.Images.PerPrompt));
        Assert.Equal("scenes", evaluation.Scores.Answerer);
        Assert.Equal(40, evaluation.PromptsPerSource);
    }

    [Fact]
    public void What_is_stated_holds()
    {
        var evaluation = Load("""
            evaluation:
              benchmark: shapes-development
              prompts_per_source: 9
              images_per_prompt: 2
              num_inference_steps: 5
              guidance_scale: 1.5
              resamples: 100
              arms: [merged, experts, base]

            """).Evaluation;

        Assert.Equal(["merged", "expert-coco", "expert-whoops", "base"], Names(evaluation));
        Assert.Equal(Benchmark.DevelopmentSeed, evaluation.Benchmark.Seed);
        Assert.Equal((9, 2, 5, 1.5), (evaluation.PromptsPerSource, evaluation.Images.PerPrompt, evaluation.Images.NumInferenceSteps, evaluation.Images.GuidanceScale));
        Assert.Equal(100, evaluation.Scores.Resamples);
    }

    [Fact]
    public void An_arm_knows_its_adapter()
    {
        var arms = Load("joint: { both: }\nmerges: { one: { skills: [coco] } }\n").Evaluation.Arms.ToDictionary(arm => arm.Name);

        Assert.Equal((ArmAdapter.None, null), (arms["base"].Adapter, arms["base"].Of));
        Assert.Equal((ArmAdapter.Expert, "coco"), (arms["expert-coco"].Adapter, arms["expert-coco"].Of));
        Assert.Equal((ArmAdapter.Expert, "both"), (arms["both"].Adapter, arms["both"].Of));
        Assert.Equal((ArmAdapter.Merge, "one"), (arms["one"].Adapter, arms["one"].Of));
        Assert.Equal((ArmAdapter.Merge, null), (arms["merged"].Adapter, arms["merged"].Of));
    }

    [Fact]
    public void A_file_is_a_benchmark_with_answers_of_its_own()
    {
        var csv = _folder.Write("experiments/tiny/dsg-1k.csv", "");
        var answers = _folder.Write("experiments/tiny/answers.csv.gz", "");
        var evaluation = Load("evaluation: { benchmark: dsg-1k.csv, answerer: answers.csv.gz, answers_model: sd2, normalize_answers: true }\n").Evaluation;

        Assert.Equal(new BenchmarkChoice("dsg-1k", csv, 0), evaluation.Benchmark);
        Assert.Equal((answers, "sd2", true), (evaluation.Scores.Answerer, evaluation.Scores.AnswersModel, evaluation.Scores.NormalizeAnswers));
        Assert.Null(evaluation.PromptsPerSource);
    }

    [Fact]
    public void A_joint_lora_trains_as_experts_do_for_as_many_steps_or_as_many_epochs()
    {
        var joint = Load("""
            experts: { rank: 8, max_train_steps: 30, checkpointing_steps: 10 }
            joint:
              same: { skills: [whoops] }
              epochs: { equal_epochs: true, experts: { rank: 16 } }

            """).Joint;

        Assert.Equal(["whoops"], joint[0].Skills);
        Assert.Equal((8, 30, 10), (joint[0].Experts.Rank, joint[0].Experts.MaxTrainSteps, joint[0].Experts.CheckpointingSteps)); // a skill's own rank is its own
        Assert.Equal(["coco", "whoops"], joint[1].Skills);
        Assert.Equal((16, 60, 20), (joint[1].Experts.Rank, joint[1].Experts.MaxTrainSteps, joint[1].Experts.CheckpointingSteps)); // two sets
    }

    [Fact]
    public void A_further_merge_takes_over_what_its_method_reads()
    {
        var merges = Load("merge: { method: ties, density: 0.2, exports: [kohya] }\nmerges:\n  one: { skills: [whoops] }\n  two: { method: uniform }\n").Merges;

        Assert.Equal(("ties", 0.2), (merges[0].Merge.Method, merges[0].Merge.Density));
        Assert.Equal(("uniform", 0.5), (merges[1].Merge.Method, merges[1].Merge.Density));
        Assert.All(merges, merge => Assert.Equal(["kohya"], merge.Merge.Exports));
    }

    [Fact]
    public void A_further_merge_is_as_the_merge_where_it_states_nothing_else()
    {
        var merges = Load("merge: { method: uniform, weights: [1, 2] }\nmerges:\n  one: { skills: [whoops], weights: [3] }\n  two: { method: released }\n").Merges;

        Assert.Equal(["whoops"], merges[0].Skills);
        Assert.Equal("uniform", merges[0].Merge.Method);
        Assert.Equal([3.0], merges[0].Merge.Weights);
        Assert.Equal(["coco", "whoops"], merges[1].Skills);
        Assert.Equal("released", merges[1].Merge.Method);
        Assert.Null(merges[1].Merge.Weights);
    }

    [Fact]
    public void An_experiment_within_another_has_its_place_in_its_name_and_takes_over_what_it_does_not_state()
    {
        _ = Load("seed: 7\nevaluation: { prompts_per_source: 3, arms: [base] }\n");
        var table2 = Experiment.Load(_folder.Write("experiments/tiny/table2/experiment.yaml", "extends: ..\nevaluation: { arms: [base, merged] }\n"));

        Assert.Equal(("tiny/table2", 7UL, 3), (table2.Name, table2.Seed, table2.Evaluation.PromptsPerSource));
        Assert.Equal(["base", "merged"], Names(table2.Evaluation));
        Assert.Equal(["coco", "whoops"], table2.Skills.Select(skill => skill.Skill.Name));
        Assert.Equal(_folder.File("models", "mini"), table2.Model.Folder);
    }

    [Fact]
    public void Without_models_yaml_the_experiments_lie_in_the_nearest_folder_that_is_none_itself()
    {
        File.Delete(_folder.File("experiments", "models.yaml"));
        _ = _folder.Write("experiments/tiny/experiment.yaml", "");

        Assert.Equal("tiny/table2", ExperimentsRoot.Of(_folder.File("experiments", "tiny", "table2", "experiment.yaml")).Name);
        Assert.Equal("tiny", ExperimentsRoot.Of(_folder.File("experiments", "tiny", "experiment.yaml")).Name);
    }

    [Theory]
    [InlineData("evaluation: { arm: [base] }", "SELMA1004", "'evaluation.arm' is not a setting. Did you mean 'evaluation.arms'?")]
    [InlineData("evaluation: { arms: [base, expert-cocoo] }", "SELMA1005", "'expert-cocoo', which is no arm. Did you mean 'expert-coco'? Arms are: base, experts, expert-coco, expert-whoops, merged.")]
    [InlineData("evaluation: { arms: [base, experts, expert-coco] }", "SELMA1005", "names 'expert-coco' twice")]
    [InlineData("evaluation: { arms: [merged] }", "SELMA1005", "lacks 'base'")]
    [InlineData("evaluation: { benchmark: shape }", "SELMA1011", "There is no benchmark 'shape'")]
    [InlineData("evaluation: { answerer: scene }", "SELMA1005", "it must be scenes or a CSV file of answers")]
    [InlineData("evaluation: { benchmark: ../models.yaml }", "SELMA1005", "Name a CSV file of answers")]
    [InlineData("evaluation: { prompts_per_source: 101 }", "SELMA1005", "from 1 to 100")]
    [InlineData("joint: { both: { skill: [coco] } }", "SELMA1004", "Did you mean 'joint.both.skills'?")]
    [InlineData("joint: { both: { skills: [cocoo] } }", "SELMA1007", "The experiment has no skill 'cocoo'. Did you mean 'coco'?")]
    [InlineData("joint: { both: { skills: [coco, coco] } }", "SELMA1005", "'joint.both.skills' must name one skill or more, and none twice.")]
    [InlineData("joint: { both: { experts: { rnak: 4 } } }", "SELMA1004", "Did you mean 'experts.rank'?")]
    [InlineData("joint: { coco: }", "SELMA1005", "'coco' cannot name")]
    [InlineData("joint: { a: }\nmerges: { a: }", "SELMA1005", "'a' cannot name")]
    [InlineData("merges: { merged: }", "SELMA1005", "'merged' cannot name")]
    [InlineData("merges: { A/b: }", "SELMA1005", "'A/b' cannot name")]
    [InlineData("merges: { one: 3 }", "SELMA1005", "'merges.one' is '3'; it must hold 'key: value' lines.")]
    [InlineData("merges: { one: { skills: [coco], weights: [1, 2] } }", "SELMA1005", "'merges.one.weights' are 2; give one for each of the 1 skills.")]
    public void Mistakes_are_told_with_line_and_remedy(string yaml, string code, string message)
    {
        var error = Assert.Throws<SelmaException>(() => Load(yaml + "\n"));

        Assert.Equal((code, _folder.File("experiments", "tiny", "experiment.yaml")), (error.Code, error.Place!.File));
        Assert.InRange(error.Place.Line, 2, 3);
        Assert.Contains(message, error.Message, StringComparison.Ordinal);
    }

    public void Dispose() => _folder.Dispose();

    private static IEnumerable<string> Names(EvaluationSettings evaluation) => evaluation.Arms.Select(arm => arm.Name);

    private Experiment Load(string yaml) => Experiment.Load(_folder.Write("experiments/tiny/experiment.yaml", Skills + yaml));
}
