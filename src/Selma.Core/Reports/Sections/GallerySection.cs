using System.Globalization;
using Selma.Core.Reports.Markup;
using Selma.Core.Scores;

namespace Selma.Core.Reports.Sections;

/// <summary>The paper's figures of pairs in miniature: what base, single expert and merged model drew, with every question and answer.</summary>
internal static class GallerySection
{
    /// <summary>The section.</summary>
    /// <param name="benchmark">The benchmark.</param>
    /// <param name="entries">What is shown of it.</param>
    public static Section Of(BenchmarkScores benchmark, IReadOnlyList<GalleryEntry> entries) => new(
        "gallery", "Gallery: base, single expert, merged", Html.Join(Intro(benchmark, entries), Filters(entries), Cards(entries)));

    private static Html Intro(BenchmarkScores benchmark, IReadOnlyList<GalleryEntry> entries)
    {
        var all = benchmark.Base.Scores.Prompts;
        var shown = entries.Count == all
            ? $"All {NumberText.Count(all)} prompts of {benchmark.Name}"
            : $"{NumberText.Count(entries.Count)} of {NumberText.Count(all)} prompts of {benchmark.Name}, the first of each source, so that the page stays small";
        return Section.Text(
            $"{shown}; the first image of each. The single expert is that of the prompt's own skill. ✓ and ✗ say whether an answer counts as right; " +
            "✗ (yes) was answered with yes but counts as wrong, because a question that it builds on was not answered with yes.");
    }

    private static HtmlElement Filters(IReadOnlyList<GalleryEntry> entries)
    {
        var skills = entries.Select(entry => entry.Skill).Distinct();
        (string, string)[] changes = [("", "all"), ("fixed", "fixed by merging"), ("broken", "broken by merging"), ("same", "unchanged by merging")];
        return Html.Tag(
            "form",
            Choice("filter-skill", "Skill or source", skills.Select(skill => (skill, skill)).Prepend(("", "all"))),
            Choice("filter-change", "Answers", changes),
            Html.Tag("label", "Search in prompts ", Html.Tag("input").With("type", "search").With("id", "filter-text")).With("for", "filter-text"),
            Html.Tag("output", $"{entries.Count} prompts").With("id", "filter-count").With("for", "filter-skill filter-change filter-text").With("aria-live", "polite"))
            .With("id", "filters").With("aria-label", "Filter the gallery").Class("script-only");
    }

    private static HtmlElement Choice(string id, string label, IEnumerable<(string Value, string Text)> options) => Html.Tag(
        "label", label + " ", Html.Tag("select", options.Select(option => (Html)Html.Tag("option", option.Text).With("value", option.Value))).With("id", id)).With("for", id);

    private static Html Cards(IReadOnlyList<GalleryEntry> entries) => Html.Join(
        Html.Tag("div", entries.Select(Card)).With("id", "cards").Class("gallery"),
        Html.Tag("p", Html.Tag("button", "Show more").With("type", "button").With("id", "more")).Class("script-only"));

    private static Html Card(GalleryEntry entry)
    {
        var head = new List<Html> { Html.Tag("th", "question").With("scope", "col") };
        head.AddRange(entry.Shown.Select(shown => (Html)Html.Tag("th", shown.Title).With("scope", "col")));
        var rows = entry.Shown[0].Scored.Questions.Select((question, i) => (Html)Html.Tag(
            "tr",
            entry.Shown.Select(shown => Answer(shown.Scored.Questions[i])).Prepend(Html.Tag("th", question.Question).With("scope", "row"))));
        var images = entry.Shown.Select(shown => (Html)Html.Tag("figure", Image(entry, shown.Title, shown.Image), Html.Tag("figcaption", Score(shown.Title, shown.Scored))));
        return Html.Tag(
            "article",
            Html.Tag("h3", entry.Text).Class("prompt"),
            Html.Tag("p", Html.Tag("span", entry.Id), Badge(entry.Fixed, "fixed"), Badge(entry.Broken, "broken")).Class("meta"),
            Html.Tag("div", images).Class("images"),
            Html.Tag("table", Html.Tag("caption", $"Answers for {entry.Id}").Class("hidden-text"), Html.Tag("thead", Html.Tag("tr", head)), Html.Tag("tbody", rows)).Class("answers"))
            .Class("entry").With("data-skill", entry.Skill).With("data-change", entry.Change);
    }

    private static HtmlElement Image(GalleryEntry entry, string title, string data) => Html.Tag("img")
        .With("src", data).With("alt", $"What {title} drew for: {entry.Text}").With("width", "128").With("height", "128");

    private static string Score(string title, ScoredImage image) =>
        string.Create(CultureInfo.InvariantCulture, $"{title}: {image.Questions.Sum(question => question.Score)} of {image.Questions.Count}");

    private static HtmlElement Answer(ScoredQuestion question)
    {
        var text = question.Answer.Length == 0 ? "no answer" : question.Answer;
        return question.Score == 1
            ? Html.Tag("td", $"✓ {text}").Class("right")
            : Html.Tag("td", question.Answer == "yes" ? "✗ (yes)" : $"✗ {text}").Class("wrong");
    }

    private static Html Badge(int count, string what) =>
        count == 0 ? "" : Html.Tag("span", string.Create(CultureInfo.InvariantCulture, $"{(what == "fixed" ? "▲" : "▼")} {count} {what} by merging")).Class("badge " + what);
}
