using Selma.Core.Artifacts;
using Selma.Core.Scores;
using Selma.Core.World;
using Selma.TestKit;

namespace Selma.Core.Tests.Scores;

public static class DsgFileTests
{
    private const string Header = "item_id,text,keywords,proposition_id,dependency,category_broad,category_detailed,tuple,question_natural_language\n";

    [Fact]
    public static void Quoted_fields_hold_commas_quotes_and_line_breaks()
    {
        using var folder = new TemporaryFolder();
        var path = folder.Write("a.csv", Header
            + "my_skill_7,\"a sign, \"\"open\"\"\nat night\",sign,1,0,entity,whole,entity - whole (sign),Is there a sign?\r\n"
            + "\n"
            + "my_skill_7,\"a sign, \"\"open\"\"\nat night\",\"sign, \"\"open\"\"\",2,\"1, dark\",other,text rendering,\"other - text rendering (sign, \"\"open\"\")\",\"Does it say \"\"open\"\"?\"\n"
            + "x_1,x,x,3,0,global,-,global - - (x),Is it x?\n");
        var benchmark = DsgFile.Read(path);
        Assert.Equal([("my_skill_7", "my_skill", 2), ("x_1", "x", 1)], benchmark.Items.Select(item => (item.Id, item.Source, item.Questions.Count)));
        Assert.Equal("a sign, \"open\"\nat night", benchmark.Items[0].Text);
        var question = benchmark.Items[0].Questions[1];
        Assert.Equal((2, "other", "text rendering", "other - text rendering (sign, \"open\")", "Does it say \"open\"?", 5), (question.Id, question.CategoryBroad, question.CategoryDetailed, question.Tuple, question.Text, question.Line));
        Assert.Equal(["1", " dark"], question.Parents);
        Assert.Equal((3, "global"), (benchmark.Questions, DsgGroups.Category(benchmark.Items[1].Questions[0])));
    }

    [Fact]
    public static void A_written_benchmark_of_the_world_is_read_as_it_was_and_understood()
    {
        using var folder = new TemporaryFolder();
        var prompts = Benchmark.Sample(Benchmark.DevelopmentSeed, 6);
        var (first, second) = (folder.File("first.csv"), folder.File("second.csv"));
        DsgFile.Write(first, prompts);
        var read = DsgFile.Read(first);
        DsgFile.Write(second, read);
        Assert.Equal(File.ReadAllBytes(first), File.ReadAllBytes(second));
        Assert.Equal(prompts.Select(prompt => (prompt.Id, prompt.Style, prompt.Prompt)), read.Items.Select(item => (item.Id, item.Source, item.Text)));
        Assert.Equal(
            prompts.SelectMany(prompt => prompt.Questions).Select(question => (question.Id, question.Text, question.Tuple, question.Predicate)),
            read.Items.SelectMany(item => item.Questions).Select(question => (question.Id, question.Text, question.Tuple, Tuples.Parse(question.Tuple)!)));
        Assert.Equal(
            prompts.SelectMany(prompt => prompt.Questions).Select(question => string.Join(',', question.Parents)),
            read.Items.SelectMany(item => item.Questions).Select(question => string.Join(',', question.Parents.Where(parent => parent != "0"))));
    }

    [Fact]
    public static void A_row_of_the_world_stands_in_the_columns_of_DSG()
    {
        using var folder = new TemporaryFolder();
        var path = folder.File("a.csv");
        SceneDescription scene = new([new("box", "red", 2), new("star", "")], [new(0, "above", 1)], "mint");
        DsgFile.Write(path, [new("coco_1", "coco", "two red boxes above a star", new(scene, []), Questions.For(scene))]);
        Assert.Equal(
            Header + """
            coco_1,two red boxes above a star,boxes,1,0,entity,whole,entity - whole (boxes),Are there boxes?
            coco_1,two red boxes above a star,"boxes, red",2,1,attribute,color,"attribute - color (boxes, red)",Are the boxes red?
            coco_1,two red boxes above a star,"boxes, ==2",3,1,other,count,"other - count (boxes, ==2)",Are there two boxes?
            coco_1,two red boxes above a star,star,4,0,entity,whole,entity - whole (star),Is there a star?
            coco_1,two red boxes above a star,"boxes, star, above",5,"1,4",relation,spatial,"relation - spatial (boxes, star, above)",Are the boxes above the star?
            coco_1,two red boxes above a star,"background, mint",6,0,attribute,color,"attribute - color (background, mint)",Is the background mint?

            """,
            File.ReadAllText(path));
    }

    [Theory]
    [InlineData("", 1, "is empty")]
    [InlineData("item_id,text\n", 1, "lacks the column 'proposition_id'")]
    [InlineData(Header, 1, "has no questions")]
    [InlineData(Header + "a_1,a,a,1,0,entity,whole,entity - whole (a)\n", 2, "has 8 fields, and there are 9")]
    [InlineData(Header + "a_1,a,a,1,0,entity,whole,entity - whole (a),Is it?\na_1,a,a,2,1,attribute,color,attribute - color (a, red),Is it?\n", 3, "has 10 fields")]
    [InlineData(Header + "a_1,a,a,one,0,entity,whole,entity - whole (a),Is it?\n", 2, "'one' is no proposition_id")]
    [InlineData(Header + "a_1,a,a,1,0,e,w,t,Is it?\n\na_1,a,a,1,0,e,w,t,Is it?\n", 4, "has it twice")]
    [InlineData(Header + "a_1,a,a,1,0,e,w,t,Is it?\na_1,b,a,2,0,e,w,t,Is it?\n", 3, "has another text here than in line 2")]
    [InlineData(Header + "a_1,a,a,1,0,e,w,t,Q\nb_1,b,b,1,0,e,w,t,Q\na_1,a,a,2,0,e,w,t,Q\n", 4, "'a_1' stands here again")]
    [InlineData(Header + "a_1,a,a,1,0,e,w,t,Q\na_1,\"a,a,2,0,e,w,t,Q\na_1,a,a,3,0,e,w,t,Q\n", 3, "A quote stands alone")]
    public static void What_is_wrong_is_named_with_its_line(string text, int line, string message)
    {
        using var folder = new TemporaryFolder();
        var path = folder.Write("a.csv", text);
        var error = Assert.Throws<SelmaException>(() => DsgFile.Read(path));
        Assert.Equal(("SELMA2401", path, line), (error.Code, error.Place!.File, error.Place.Line));
        Assert.Contains(message, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public static void An_unknown_benchmark_and_bytes_that_are_no_text_are_errors()
    {
        using var folder = new TemporaryFolder();
        AtomicFile.WriteBytes(folder.File("a.csv"), [.. "item_id"u8, 0xC3, 0x28]);
        AtomicFile.WriteBytes(folder.File("a.csv.gz"), [1, 2, 3]);
        string[] names = ["a.csv", "a.csv.gz", "b.csv"];
        Assert.Equal(
            [("SELMA2401", true), ("SELMA2401", true), ("SELMA2401", false)],
            names.Select(name => Assert.Throws<SelmaException>(() => DsgFile.Read(folder.File(name))))
                .Select(error => (error.Code, error.Message.Contains("cannot be read", StringComparison.Ordinal))));
    }

    [Fact]
    public static void Parity_with_the_released_files_and_their_known_flaws()
    {
        var benchmark = ReleasedAnswers.Benchmark;
        var questions = benchmark.Items.SelectMany(item => item.Questions).ToList();
        Assert.Equal((1060, 8182, 10), (benchmark.Items.Count, questions.Count, benchmark.Items.Select(item => item.Source).Distinct().Count()));
        Assert.Equal(2, benchmark.Items.Single(item => item.Id == "tifa160_134").Questions[0].Id);
        Assert.Equal(10, questions.Count(question => question.Parents.Any(parent => !int.TryParse(parent, out _))));
        Assert.Equal(44, questions.Count(question => question.Parents.Any(parent => int.TryParse(parent, out var id) && id == question.Id)));
        var error = Assert.Throws<SelmaException>(() => DsgFile.Read(Shared.Data("dsg", "tifa160-dev-anns.csv")));
        Assert.Contains("has it twice", error.Message, StringComparison.Ordinal); // answers could not be told apart there
    }
}
