using System.Globalization;
using System.Text.Json;
using AngleSharp.Dom;
using AngleSharp.Html.Dom;
using AngleSharp.Html.Parser;
using Selma.Core.Reports;
using Selma.TestKit.Reports;

namespace Selma.Core.Tests.Reports;

public sealed class ReportStageTests(SamplePage sample) : IClassFixture<SamplePage>
{
    private const double Exact = 1e-12;
    private readonly IHtmlDocument _page = Parse(File.ReadAllText(sample.Path));

    [Fact]
    public void Scores_of_arms_are_the_means_of_the_questions_in_the_score_files()
    {
        var rows = Rows("table2").ToDictionary(row => row[0].TextContent.Split(' ')[0] == "expert" ? "expert-" + row[0].TextContent.Split(' ')[1] : row[0].TextContent.Split(' ')[0]);
        foreach (var arm in sample.Experiment.Inputs.Arms)
        {
            var row = rows[arm.Name];
            Assert.Equal(Mean(arm, _ => true), Number(row[1]), Exact);
            Assert.Equal((100 * Mean(arm, _ => true)).ToString("F1", CultureInfo.InvariantCulture), row[1].QuerySelector("data")!.TextContent);
            if (arm.Kind != ArmKind.Base)
            {
                Assert.Equal(Mean(arm, _ => true) - Mean(Base, _ => true), Number(row[2]), Exact);
            }
        }
    }

    [Fact]
    public void Categories_are_the_means_of_their_questions_before_and_after()
    {
        var rows = Rows("categories").ToList();

        Assert.True(rows.Count >= 4);
        foreach (var row in rows)
        {
            bool IsOfRow(JsonElement question) => question.GetProperty("category").GetString() == row[0].TextContent;
            Assert.Equal(Questions(Base).Count(pair => IsOfRow(pair.Question)), int.Parse(row[1].TextContent, CultureInfo.InvariantCulture));
            Assert.Equal(Mean(Base, IsOfRow), Number(row[2]), Exact);
            Assert.Equal(Mean(Merged, IsOfRow), Number(row[3]), Exact);
            Assert.Equal(Mean(Merged, IsOfRow) - Mean(Base, IsOfRow), Number(row[4]), Exact);
        }
    }

    [Fact]
    public void Sources_are_the_means_of_their_questions()
    {
        var sources = Questions(Base).Select(pair => pair.Source).Distinct().ToList();
        foreach (var (row, arm) in Rows("sources").Zip(sample.Experiment.Inputs.Arms))
        {
            Assert.Equal(arm.Name, row[0].TextContent);
            foreach (var (source, i) in sources.Select((source, i) => (source, i)))
            {
                var scores = Questions(arm).Where(pair => pair.Source == source).Select(pair => pair.Question.GetProperty("score").GetDouble());
                Assert.Equal(scores.Average(), Number(row[i + 1]), Exact);
            }
        }
    }

    [Fact]
    public void The_gallery_counts_what_merging_fixed_and_broke()
    {
        var (before, after) = (Items(Base), Items(Merged));
        foreach (var card in _page.QuerySelectorAll("#cards > .entry"))
        {
            var id = card.QuerySelector(".meta > span")!.TextContent;
            var changes = before[id].Zip(after[id], (was, became) => became - was).ToList();
            var change = (changes.Contains(1), changes.Contains(-1)) switch
            {
                (true, true) => "fixed broken",
                (true, false) => "fixed",
                (false, true) => "broken",
                _ => "same",
            };
            Assert.Equal(change, card.GetAttribute("data-change"));
            Assert.Equal(before[id].Sum(), card.QuerySelectorAll("tbody td:nth-of-type(1).right").Length);
            Assert.Equal(after[id].Sum(), card.QuerySelectorAll("tbody td:nth-of-type(3).right").Length);
        }
    }

    [Fact]
    public void The_same_inputs_give_the_same_bytes() =>
        Assert.Equal(File.ReadAllBytes(sample.Path), File.ReadAllBytes(sample.Experiment.Report("again")));

    [Fact]
    public void Everything_is_named_and_nothing_twice()
    {
        Assert.All(_page.QuerySelectorAll("table"), table => Assert.NotEmpty(table.QuerySelector("caption")!.TextContent));
        Assert.All(_page.QuerySelectorAll("th"), head => Assert.True(head.GetAttribute("scope") is "row" or "col"));
        Assert.All(_page.QuerySelectorAll("img"), image => Assert.NotEmpty(image.GetAttribute("alt")!));
        Assert.All(_page.QuerySelectorAll("svg"), plot => Assert.NotEmpty(plot.GetAttribute("aria-label")!));
        Assert.Single(_page.QuerySelectorAll("h1"));
        Assert.Single(_page.QuerySelectorAll("main"));
        var ids = _page.QuerySelectorAll("[id]").Select(element => element.Id).ToList();
        Assert.Equal(ids.Distinct(), ids);
        Assert.All(_page.QuerySelectorAll("nav a"), link => Assert.Contains(link.GetAttribute("href")![1..], ids));
    }

    [Fact]
    public void Nothing_in_it_leads_outside()
    {
        var links = _page.QuerySelectorAll("[src], [href]").Select(element => element.GetAttribute("src") ?? element.GetAttribute("href")!);
        Assert.All(links, link => Assert.True(link.StartsWith("data:", StringComparison.Ordinal) || link.StartsWith('#')));
        Assert.DoesNotContain("url(http", _page.Source.Text, StringComparison.Ordinal);
    }

    [Fact]
    public void No_secret_of_the_settings_enters()
    {
        Assert.Contains("example.org", _page.Source.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("hunter2", _page.Source.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("sk-0123456789", _page.Source.Text, StringComparison.Ordinal);
    }

    [Fact]
    public void A_prompt_that_tries_to_be_markup_stays_text()
    {
        const string prompt = "</h3><script>alert(1)</script><img src=x onerror=alert(2)> & \"quoted\" 'a";
        using var hostile = new SampleExperiment(perStyle: 2, hostile: prompt);
        var page = Parse(File.ReadAllText(hostile.Report()));

        Assert.Equal(prompt, page.QuerySelector("#cards .prompt")!.TextContent);
        Assert.Single(page.QuerySelectorAll("script"));
        Assert.Empty(page.QuerySelectorAll("[onerror]"));
        Assert.Equal($"What base drew for: {prompt}", page.QuerySelector("#cards img")!.GetAttribute("alt"));
    }

    [Fact]
    public void A_gallery_that_would_grow_too_large_shows_sources_in_turn()
    {
        var page = Parse(File.ReadAllText(sample.Experiment.Report("small", new() { GalleryMegabytes = 0.12 })));
        var skills = page.QuerySelectorAll("#cards > .entry").Select(card => card.GetAttribute("data-skill")).ToList();

        Assert.InRange(skills.Count, 5, 20);
        Assert.Equal(5, skills.Take(5).Distinct().Count());
        Assert.Contains($"{skills.Count} of ", page.QuerySelector("#gallery p")!.TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public void Two_bases_make_no_report()
    {
        var inputs = sample.Experiment.Inputs with { Arms = [Base, Base] };
        var error = Assert.Throws<SelmaException>(() => ReportContent.Read(inputs, new(), CancellationToken.None));
        Assert.Equal("SELMA2451", error.Code);
    }

    [Fact]
    public void A_broken_training_record_is_named()
    {
        var path = sample.Experiment.File("broken.json");
        Selma.Core.Artifacts.AtomicFile.WriteText(path, "{");
        var inputs = sample.Experiment.Inputs with { Trainings = [new("expert-coco", path)] };
        var error = Assert.Throws<SelmaException>(() => ReportContent.Read(inputs, new(), CancellationToken.None));

        Assert.Equal("SELMA2452", error.Code);
        Assert.Equal(path, error.Place!.File);
    }

    private ReportArm Base => sample.Experiment.Inputs.Arms[0];

    private ReportArm Merged => sample.Experiment.Inputs.Arms[^1];

    private static IHtmlDocument Parse(string html) => new HtmlParser(new() { IsKeepingSourceReferences = true }).ParseDocument(html);

    /// <summary>The body rows of a section's first table, cell by cell.</summary>
    private IEnumerable<IReadOnlyList<IElement>> Rows(string section) =>
        _page.QuerySelector($"#{section} table")!.QuerySelectorAll("tbody tr").Select(row => row.Children.ToList());

    private static double Number(IElement cell) => double.Parse(cell.QuerySelector("data")!.GetAttribute("value")!, CultureInfo.InvariantCulture);

    private static double Mean(ReportArm arm, Func<JsonElement, bool> filter) =>
        Questions(arm).Where(pair => filter(pair.Question)).Average(pair => pair.Question.GetProperty("score").GetDouble());

    private static Dictionary<string, List<int>> Items(ReportArm arm) => Read(arm).GetProperty("items").EnumerateArray().ToDictionary(
        item => item.GetProperty("id").GetString()!,
        item => item.GetProperty("images")[0].GetProperty("questions").EnumerateArray().Select(question => question.GetProperty("score").GetInt32()).ToList());

    private static IEnumerable<(string Source, JsonElement Question)> Questions(ReportArm arm) =>
        from item in Read(arm).GetProperty("items").EnumerateArray()
        from image in item.GetProperty("images").EnumerateArray()
        from question in image.GetProperty("questions").EnumerateArray()
        select (item.GetProperty("source").GetString()!, question);

    private static JsonElement Read(ReportArm arm) => JsonDocument.Parse(File.ReadAllBytes(arm.Benchmarks[0].ScoreFile)).RootElement;
}
