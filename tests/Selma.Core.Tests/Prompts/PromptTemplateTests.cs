using Selma.Core.Prompts;

namespace Selma.Core.Tests.Prompts;

public static class PromptTemplateTests
{
    [Fact]
    public static void Asks_for_twenty_prompts_that_count_on_from_the_examples() =>
        Assert.Equal(
            """
            You write prompts for a text-to-image model. Write 20 new prompts, one per line, numbered from 3.
            Skill to exercise: exact numbers of things
            Every prompt: at most 12 words; names concrete objects and varies them from prompt to prompt; uses a sentence form different from its neighbours'. Count up to six.
            No commentary, no quotation marks.
            Examples:
            1. two cats
            2. three dogs
            """,
            PromptTemplate.Ask(
                new Skill("countbench", "exact numbers\n of things", "Count up to six.\n", ["two cats"], MaxWords: 12), ["two cats", "three\ndogs"]));

    [Fact]
    public static void Without_instruction_and_limit_it_asks_for_thirty_words()
    {
        var lines = PromptTemplate.Ask(new Skill("coco", "everyday", "", ["a cat"]), ["a cat"]).Split('\n');
        Assert.StartsWith("Every prompt: at most 30 words;", lines[2], StringComparison.Ordinal);
        Assert.EndsWith("different from its neighbours'.", lines[2], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("4. a cat\n5. a dog", "a cat|a dog")]
    [InlineData("1) a cat\r\n 17.  a dog \r\n", "a cat|a dog")] // any number, either mark, any line end
    [InlineData("- 4. a cat\n* 5. a dog", "a cat|a dog")]
    [InlineData("Here are 2:\n4. a cat\n  on a mat\n5. a dog", "a cat on a mat|a dog")] // commentary before, a line folded in
    [InlineData("4. a cat\n\n5. a dog\n\nHope that helps!", "a cat|a dog")]
    [InlineData("4. \"a cat\"\n5. **'a dog'**\n6. “a cow”\n7. `an ox`", "a cat|a dog|a cow|an ox")]
    [InlineData("4. \"a cat\" and \"a dog\"", "\"a cat\" and \"a dog\"")]
    [InlineData("4. 'tis a dog's 'bone'", "tis a dog's 'bone")] // nothing tells an apostrophe from a mark
    [InlineData("4.\n5. a dog", "|a dog")]
    [InlineData("**4.** a cat\n5\\. a dog\n• 6. a cow", "a cat|a dog|a cow")]
    [InlineData("```text\n4. a cat\n```\nThat is all.", "a cat")]
    [InlineData("4. a cat\n---\n5. a dog", "a cat|a dog")]
    [InlineData("4. 3.5 cats\n5.6 dogs\n1984. a year", "3.5 cats 5.6 dogs 1984. a year")] // no blank after the mark, too large
    [InlineData("4. a  cat\t on", "a cat on")]
    [InlineData("I cannot help with that.", null)]
    public static void Reads_numbered_prompts_whatever_their_form(string reply, string? prompts) =>
        Assert.Equal(prompts?.Split('|') ?? [], PromptTemplate.Read(reply));
}
