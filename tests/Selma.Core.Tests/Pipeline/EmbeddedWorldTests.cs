using Selma.Core.Pipeline;
using Selma.TestKit;

namespace Selma.Core.Tests.Pipeline;

/// <summary>Whose images the embedded world's answerer is asked about.</summary>
public sealed class EmbeddedWorldTests : IDisposable
{
    private const string Yaml = "model: natural\nskills: [coco]\n";
    private readonly TemporaryFolder _folder = new();

    public EmbeddedWorldTests()
    {
        foreach (var file in new[] { "unet/config.json", "unet/diffusion_pytorch_model.safetensors", "vae/diffusion_pytorch_model.safetensors",
            "text_encoder/model.safetensors", "text_encoder/config.json", "tokenizer/vocab.json", "scheduler/scheduler_config.json" })
        {
            _ = _folder.Write($"models/natural/{file}", "{}");
        }

        _ = _folder.Write("experiments/models.yaml", "natural: { path: ../models/natural }\n");
        _ = _folder.Write("experiments/one/skills/coco.yaml", "description: scenes\nseed_prompts: [a red box, a blue sun, two green cats]\n");
        _ = _folder.Write("dsg.csv", "item_id,text,keywords,proposition_id,dependency,category_broad,category_detailed,tuple,question_natural_language\n"
            + "x_1,a cat,cat,1,0,entity,whole,entity - whole (cat),Is there a cat?\n");
        _ = _folder.Write("answers.csv", "");
    }

    [Theory]
    [InlineData("Samples")]
    [InlineData("Scores")]
    [InlineData("Report")]
    [InlineData("Merge", "Report")]
    public void Another_model_is_not_scored_on_the_worlds_benchmark(params string[] targets)
    {
        var error = Assert.Throws<SelmaException>(() => Plan(Yaml + "evaluation: { arms: [base, merged],\n  benchmark: shapes-development }\n", targets));
        Assert.Equal("SELMA1012", error.Code);
        Assert.Equal((_folder.File("experiments", "one", "experiment.yaml"), 4), (error.Place?.File, error.Place?.Line));
        Assert.StartsWith("The benchmark 'shapes-development' is of the embedded world, whose answerer reads nothing that 'natural' draws.", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Nor_where_no_benchmark_is_stated() => Assert.Equal("SELMA1012", Assert.Throws<SelmaException>(() => Plan(Yaml, "Report")).Code);

    [Fact]
    public void It_is_merged_as_ever() => Assert.Equal(["coco/prompts", "coco/images", "coco/expert", "merge"], Plan(Yaml, "Merge"));

    [Theory]
    [InlineData("evaluation: { answerer: scenes }\n")]
    [InlineData("evaluation: { answerer: ../../answers.csv }\n")]
    [InlineData("evaluation: { benchmark: ../../dsg.csv, answerer: ../../answers.csv }\n")]
    public void Whoever_states_the_answerer_knows(string evaluation) => Assert.Equal(11, Plan(Yaml + evaluation, "Report").Count);

    [Fact]
    public void A_model_with_the_record_of_its_training_is_of_the_world_wherever_it_lies()
    {
        _ = _folder.Write("models/natural/training.json", "{}");
        Assert.Equal(11, Plan(Yaml, "Report").Count); // three of the skill, a merge, two of each of three arms, a report
    }

    public void Dispose() => _folder.Dispose();

    private List<string> Plan(string yaml, params string[] targets)
    {
        var file = _folder.Write("experiments/one/experiment.yaml", yaml);
        var build = ExperimentBuild.Open(new() { ExperimentFile = file, OutFolder = _folder.File("out") });
        return [.. build.Plan(targets).Stages.Select(stage => stage.Id.ToString())];
    }
}
