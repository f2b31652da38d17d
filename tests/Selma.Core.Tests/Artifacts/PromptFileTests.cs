using Selma.Core.Artifacts;
using Selma.TestKit;

namespace Selma.Core.Tests.Artifacts;

public static class PromptFileTests
{
    [Fact]
    public static void Reads_what_it_wrote()
    {
        using var folder = new TemporaryFolder();
        PromptLine[] lines = [new("a \"red\" cat\u2028🐈", ["one", "two"], null, 0), new("b", [], "a", 0.8000000000000002)];
        PromptFile.Write(folder.File("prompts.jsonl"), lines);
        var read = PromptFile.Read(folder.File("prompts.jsonl"));
        Assert.Equivalent(lines, read, strict: true);
        Assert.Equal(0.8000000000000002, read[1].Similarity);
    }

    [Theory]
    [InlineData("{\"examples\":[],\"nearest\":null,\"prompt\":\"a cat\",\"simi")]
    [InlineData("{\"examples\":[],\"nearest\":null,\"similarity\":0}")]
    [InlineData("{\"examples\":[],\"nearest\":null,\"prompt\":null,\"similarity\":0}")]
    [InlineData("")]
    [InlineData("null")]
    public static void A_line_that_is_no_prompt_is_an_error_with_its_place(string line)
    {
        using var folder = new TemporaryFolder();
        AtomicFile.WriteText(
            folder.File("prompts.jsonl"), "{\"examples\":[],\"nearest\":null,\"prompt\":\"a cat\",\"similarity\":0}\n" + line + "\n");
        var error = Assert.Throws<SelmaException>(() => PromptFile.Read(folder.File("prompts.jsonl")));
        Assert.Equal("SELMA2003", error.Code);
        Assert.Equal(new Place(folder.File("prompts.jsonl"), 2), error.Place);
    }

    [Fact]
    public static void A_missing_file_is_an_error()
    {
        var error = Assert.Throws<SelmaException>(() => PromptFile.Read("no/such/prompts.jsonl"));
        Assert.Equal("SELMA2003", error.Code);
        Assert.Equal(new Place("no/such/prompts.jsonl"), error.Place);
    }
}
