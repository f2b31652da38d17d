using Selma.Core.Experiments;
using Selma.Core.Models.Hub;
using Selma.TestKit;

namespace Selma.Core.Tests.Experiments;

public sealed class ModelTableTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    [Fact]
    public void A_row_is_a_folder_a_file_or_a_model_of_the_hub()
    {
        _ = Directory.CreateDirectory(_folder.File("clip"));
        _ = _folder.Write("x.ckpt", "");
        var table = Table("""
            a: { path: ../clip, variant: fp16 }
            b: { file: ../x.ckpt, prediction_type: v_prediction, tokenizer: ../clip }
            c: { file: ../x.ckpt }
            d: { hub: stabilityai/sd2@v1, fallbacks: [sd2-community/sd2], variant: fp16 }
            """);
        Assert.Equal(new ModelSource("a", _folder.File("clip")) { Variant = "fp16" }, Find(table, "a"));
        Assert.Equal(
            new ModelSource("b", "") { Checkpoint = _folder.File("x.ckpt"), PredictionType = "v_prediction", Tokenizer = _folder.File("clip") }, Find(table, "b"));
        Assert.Equal("openai/clip-vit-large-patch14", Find(table, "c").Tokenizer);
        Assert.Equal(new ModelSource("d", "") { Variant = "fp16", Hub = [new("stabilityai/sd2", "v1"), new("sd2-community/sd2", "main")] }, Find(table, "d"));
    }

    [Fact]
    public void Without_a_row_a_folder_comes_before_a_file_and_a_file_before_the_hub()
    {
        var table = Table("");
        Assert.Equal([HubModelId.Parse("own/model")!], Find(table, "own/model").Hub);
        _ = Directory.CreateDirectory(_folder.File("experiments", "x", "own", "model"));
        Assert.Equal(new ModelSource("model", _folder.File("experiments", "x", "own", "model")), Find(table, "own/model"));
        _ = _folder.Write(Path.Combine("experiments", "x", "own.safetensors"), "");
        Assert.Equal(_folder.File("experiments", "x", "own.safetensors"), Find(table, "own.safetensors").Checkpoint);
        Assert.Equal("SELMA1008", Assert.Throws<SelmaException>(() => Find(table, "nowhere")).Code);
    }

    [Theory]
    [InlineData("a: {}", "SELMA1006")]
    [InlineData("a: folder", "SELMA1006")]
    [InlineData("a: { path: x, hub: a/b }", "SELMA1006")]
    [InlineData("a: { hub: ../x }", "SELMA1005")]
    [InlineData("a: { hub: a/b, fallbacks: [c] }", "SELMA1005")]
    [InlineData("a: { file: x, prediction_type: velocity }", "SELMA1005")]
    [InlineData("a: { path: x, prediction_type: epsilon }", "SELMA1004")]
    public void A_row_that_says_too_little_or_too_much_is_refused(string row, string code)
    {
        var error = Assert.Throws<SelmaException>(() => Table(row));
        Assert.Equal((code, _folder.File("experiments", "models.yaml")), (error.Code, error.Place?.File));
    }

    public void Dispose() => _folder.Dispose();

    private ModelTable Table(string rows)
    {
        _ = _folder.Write(Path.Combine("experiments", "models.yaml"), rows);
        return new(ExperimentsRoot.Of(_folder.Write(Path.Combine("experiments", "x", "experiment.yaml"), "")));
    }

    private ModelSource Find(ModelTable table, string name) =>
        table.Find(new YamlText(new(_folder.File("experiments", "x", "experiment.yaml"), 1, 1), name, IsPlain: true));
}
