using System.Text.RegularExpressions;
using Deque.AxeCore.Playwright;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Selma.Report.Tests;

public sealed partial class BrowserTests(OpenedReport report) : IClassFixture<OpenedReport>
{
    private const string Visible = "#cards > .entry:visible";

    [Fact]
    public async Task It_opens_filters_and_searches_without_a_request_an_error_or_a_dialog()
    {
        var page = await report.Open();
        await Filter(page, "#filter-change", "fixed");
        Assert.All(await Attributes(page, "data-change"), change => Assert.Contains("fixed", change, StringComparison.Ordinal));

        await Filter(page, "#filter-change", "broken");
        Assert.All(await Attributes(page, "data-change"), change => Assert.Contains("broken", change, StringComparison.Ordinal));

        await Filter(page, "#filter-change", "");
        await Filter(page, "#filter-skill", "whoops");
        Assert.Equal(Enumerable.Repeat("whoops", 6), await Attributes(page, "data-skill"));

        await page.FillAsync("#filter-text", "no such words");
        await Expect(page.Locator("#filter-count")).ToHaveTextAsync("0 prompts");
        Assert.Empty(report.Misdeeds);
    }

    [Fact]
    public async Task A_word_of_a_prompt_finds_it()
    {
        var page = await report.Open();
        await page.FillAsync("#filter-text", "BALL alert(1)");
        await Expect(page.Locator(Visible)).ToHaveCountAsync(1);
        await Expect(page.Locator($"{Visible} .prompt")).ToContainTextAsync("<script>alert(1)</script>");
    }

    [Fact]
    public async Task More_prompts_come_when_asked_for()
    {
        var page = await report.Open();
        await Expect(page.Locator(Visible)).ToHaveCountAsync(24);
        await page.ClickAsync("#more");
        await Expect(page.Locator(Visible)).ToHaveCountAsync(30);
        await Expect(page.Locator("#more")).ToBeHiddenAsync();
    }

    [Fact]
    public async Task Every_image_is_in_the_page_itself()
    {
        var page = await report.Open(new() { JavaScriptEnabled = true, Offline = true });
        Assert.True(await page.EvaluateAsync<bool>("Promise.all([...document.images].map(image => image.decode())).then(() => [...document.images].every(image => image.naturalWidth === 64))"));
    }

    [Theory]
    [InlineData(ColorScheme.Light)]
    [InlineData(ColorScheme.Dark)]
    public async Task Everybody_can_read_it(ColorScheme colors)
    {
        var page = await report.Open(new() { ColorScheme = colors });
        var found = await page.RunAxe();
        Assert.Empty(found.Violations.Select(violation => $"{violation.Id}: {violation.Help} at {violation.Nodes[0].Html}"));
    }

    [Fact]
    public async Task The_switch_wins_over_the_systems_colours()
    {
        var page = await report.Open(new() { ColorScheme = ColorScheme.Light });
        var light = await Background(page);
        _ = await page.SelectOptionAsync("#theme", "dark");
        var dark = await Background(page);
        _ = await page.SelectOptionAsync("#theme", "system");

        Assert.Equal("rgb(255, 255, 255)", light);
        Assert.NotEqual(light, dark);
        Assert.Equal(light, await Background(page));
    }

    [Fact]
    public async Task A_telephone_needs_no_scrolling_sideways()
    {
        var page = await report.Open(new() { ViewportSize = new() { Width = 360, Height = 780 } });
        Assert.Equal(360, await page.EvaluateAsync<int>("document.documentElement.scrollWidth"));
    }

    [Fact]
    public async Task Without_script_everything_is_there_and_no_control_that_would_do_nothing()
    {
        var page = await report.Open(new() { JavaScriptEnabled = false });
        await Expect(page.Locator(Visible)).ToHaveCountAsync(30);
        await Expect(page.Locator("#filters")).ToBeHiddenAsync();
    }

    [Fact]
    public async Task The_keyboard_reaches_the_summary_first()
    {
        var page = await report.Open();
        await page.Keyboard.PressAsync("Tab");
        await Expect(page.Locator(".skip")).ToBeFocusedAsync();
        await page.Keyboard.PressAsync("Enter");
        await Expect(page).ToHaveURLAsync(SummaryAddress());
    }

    [Fact]
    public async Task On_paper_there_are_no_controls()
    {
        var page = await report.Open(new() { ColorScheme = ColorScheme.Dark });
        await page.EmulateMediaAsync(new() { Media = Media.Print });
        await Expect(page.Locator("nav")).ToBeHiddenAsync();
        await Expect(page.Locator("#filters")).ToBeHiddenAsync();
        Assert.Equal("rgb(255, 255, 255)", await Background(page));
    }

    private static async Task Filter(IPage page, string control, string value)
    {
        _ = await page.SelectOptionAsync(control, value);
        await Expect(page.Locator(Visible).First).ToBeVisibleAsync();
    }

    private static Task<string[]> Attributes(IPage page, string name) => page.EvaluateAsync<string[]>(
        "name => [...document.querySelectorAll('#cards > .entry:not([hidden])')].map(card => card.getAttribute(name))", name);

    private static Task<string> Background(IPage page) => page.EvaluateAsync<string>("getComputedStyle(document.body).backgroundColor");

    [GeneratedRegex("#summary$")]
    private static partial Regex SummaryAddress();
}
