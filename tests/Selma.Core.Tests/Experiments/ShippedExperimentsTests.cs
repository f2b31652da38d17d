using Selma.Core.Experiments;
using Selma.TestKit;

namespace Selma.Core.Tests.Experiments;

/// <summary>The experiments of this checkout.</summary>
public static class ShippedExperimentsTests
{
    private static readonly string Folder = Path.Combine(Repository.Root, "experiments");

    public static TheoryData<string> All() =>
        [.. Directory.EnumerateFiles(Folder, "experiment.yaml", SearchOption.AllDirectories)
            .Select(file => Path.GetRelativePath(Folder, Path.GetDirectoryName(file)!).Replace(Path.DirectorySeparatorChar, '/'))
            .Order(StringComparer.Ordinal)];

    public static TheoryData<string> OfRealModels() =>
        [.. from model in new[] { "sd14", "sd2", "sdxl" } from profile in new[] { "", "/paper", "/official", "/clean" } select model + profile];

    [Theory]
    [MemberData(nameof(All))]
    public static void Every_experiment_reads_without_an_error(string name)
    {
        var experiment = Load(name);

        Assert.Equal(name, experiment.Name);
        Assert.Equal(5, experiment.Skills.Count);
        Assert.Contains(experiment.Evaluation.Arms, arm => arm.Name == "merged");
    }

    [Fact]
    public static void Those_of_real_models_are_among_them() =>
        Assert.Empty(OfRealModels().Select(row => row.Data).Except(All().Select(row => row.Data)));

    [Theory]
    [MemberData(nameof(OfRealModels))]
    public static void What_profiles_agree_on_is_the_papers(string name)
    {
        Assert.All(Load(name).Skills, skill =>
        {
            var (prompts, images, experts) = (skill.Prompts, skill.Images, skill.Experts);

            Assert.Equal(("openai", 1000, 0.8), (prompts.Writer, prompts.Count, prompts.HeldOutSimilarity));
            Assert.Equal((50, null, null, null, 1), (images.NumInferenceSteps, images.Scheduler, images.Height, images.Width, images.PerPrompt));
            Assert.Equal((128, null, 3e-4, "constant", 0), (experts.Rank, experts.Alpha, experts.LearningRate, experts.LrScheduler, experts.LrWarmupSteps));
            Assert.Equal((0.9, 0.999, 1e-8, 1e-2), (experts.AdamBeta1, experts.AdamBeta2, experts.AdamEpsilon, experts.AdamWeightDecay));
            Assert.Equal((true, null, 0.0), (experts.RandomFlip, experts.SnrGamma, experts.NoiseOffset));
            Assert.Equal(320_000, experts.TrainBatchSize * experts.MaxTrainSteps);
        });
    }

    [Theory]
    [InlineData("sd14", "CompVis/stable-diffusion-v1-4", 29)]
    [InlineData("sd2", "stabilityai/stable-diffusion-2", 30)]
    [InlineData("sdxl", "stabilityai/stable-diffusion-xl-base-1.0", 40)]
    public static void The_released_merge_divides_by_the_length_of_the_models_id(string name, string id, int length)
    {
        var experiment = Load($"{name}/official");

        Assert.Equal((name, id), (experiment.Model.Name, experiment.Model.Id));
        Assert.Equal(length, experiment.Model.Id.Length);
        Assert.All(experiment.Skills, skill => Assert.Equal(experiment.Model, skill.ImageModel));
    }

    [Theory]
    [InlineData("sd14", 64, 5000, 7.5, 1.0, "validation", "paper", "bfloat16")]
    [InlineData("sd14/paper", 64, 5000, 7.5, 1.0, "validation", "paper", "float16")]
    [InlineData("sd14/official", 64, 5000, 7.5, null, "last", "released", "float16")]
    [InlineData("sd14/clean", 64, 5000, 7.5, 1.0, "last", "uniform", "bfloat16")]
    [InlineData("sd2", 64, 5000, 7.5, 1.0, "validation", "paper", "bfloat16")]
    [InlineData("sd2/paper", 64, 5000, 7.5, 1.0, "validation", "paper", "float16")]
    [InlineData("sd2/official", 64, 5000, 7.5, null, "last", "released", "float16")]
    [InlineData("sd2/clean", 64, 5000, 7.5, 1.0, "last", "uniform", "bfloat16")]
    [InlineData("sdxl", 64, 5000, 7.5, 1.0, "validation", "paper", "bfloat16")]
    [InlineData("sdxl/paper", 64, 5000, 7.5, 1.0, "validation", "paper", "float16")]
    [InlineData("sdxl/official", 32, 10_000, 5.0, 1.0, "last", "released", "float16")]
    [InlineData("sdxl/clean", 64, 5000, 7.5, 1.0, "last", "uniform", "bfloat16")]
    public static void Profiles_differ_as_paper_and_scripts_do(
        string name, int batch, int steps, double guidance, double? clip, string choose, string merge, string dtype)
    {
        var experiment = Load(name);

        Assert.Equal((merge, dtype, 42UL), (experiment.Merge.Method, experiment.Dtype, experiment.Seed));
        Assert.Equal((guidance, 50), (experiment.Evaluation.Images.GuidanceScale, experiment.Evaluation.Images.NumInferenceSteps));
        Assert.All(experiment.Skills, skill =>
        {
            Assert.Equal((batch, steps, clip, choose), (skill.Experts.TrainBatchSize, skill.Experts.MaxTrainSteps, skill.Experts.MaxGradNorm, skill.Experts.Choose));
            Assert.Equal(guidance, skill.Images.GuidanceScale);
        });
    }

    private static Experiment Load(string name) => Experiment.Load(Path.Combine(Folder, name, "experiment.yaml"));
}
