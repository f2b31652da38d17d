using System.Security.Cryptography;
using System.Text;
using Selma.Core.Artifacts;
using Selma.Core.Reports.Markup;
using Selma.Core.Reports.Sections;

namespace Selma.Core.Reports;

/// <summary>The page around the sections. Its policy forbids every request and every script but its own, whatever a prompt holds.</summary>
internal static class ReportPage
{
    /// <summary>The page.</summary>
    /// <param name="content">What it tells.</param>
    /// <param name="progress">Told every prompt of the gallery.</param>
    /// <param name="cancellation">Stops between prompts.</param>
    public static Html Of(ReportContent content, IProgress<StageProgress> progress, CancellationToken cancellation)
    {
        var sections = Sections(content, new Gallery(content.Settings, progress, cancellation)).ToList();
        var title = $"SELMA report: {content.Inputs.Experiment}";
        var script = Resource("report.js");
        return Html.Join(
            new OwnMarkup("<!DOCTYPE html>\n"),
            Html.Tag(
                "html",
                Html.Tag(
                    "head",
                    Html.Tag("meta").With("charset", "utf-8"),
                    Html.Tag("meta").With("http-equiv", "Content-Security-Policy").With("content", Policy(script)),
                    Html.Tag("meta").With("name", "viewport").With("content", "width=device-width, initial-scale=1"),
                    Html.Tag("meta").With("name", "color-scheme").With("content", "light dark"),
                    Html.Tag("link").With("rel", "icon").With("href", "data:,"),
                    Html.Tag("title", title),
                    Html.Tag("style", new OwnMarkup(Resource("report.css")))),
                Html.Tag("body", Html.Join(Body(title, sections)), Html.Tag("script", new OwnMarkup(script)))).With("lang", "en"));
    }

    private static IEnumerable<Section> Sections(ReportContent content, Gallery gallery)
    {
        yield return SummarySection.Of(content);
        yield return BackboneSection.Of(content);
        yield return ArmSection.Of(content);
        yield return CategorySection.Of(content);
        yield return SourceSection.Of(content);
        yield return SkillSection.Of(content);
        yield return GeometrySection.Of(content);
        yield return LossSection.Of(content);
        if (content.Benchmarks[0] is { Merged: { } merged } benchmark)
        {
            yield return GallerySection.Of(benchmark, gallery.Of(benchmark, merged));
        }

        yield return PromptSection.Of(content);
        yield return MethodSection.Of(content);
        yield return StageSection.Of(content);
        yield return ProvenanceSection.Of(content);
    }

    private static IEnumerable<Html> Body(string title, List<Section> sections) =>
    [
        Html.Tag("a", "Skip to the summary").Class("skip").With("href", "#summary"),
        Html.Tag("header", Html.Tag("h1", title), Theme()),
        Html.Tag("nav", Html.Tag("ul", sections.Select(section => section.Link()))).With("aria-label", "Contents"),
        Html.Tag("main", sections.Select(section => section.ToHtml())),
        Html.Tag("footer", Html.Tag("p", "Written by Selma from the experiment's own files. SELMA: Li et al. 2024, Learning and Merging Skill-Specific Text-to-Image Experts with Auto-Generated Data.")),
    ];

    private static HtmlElement Theme()
    {
        var options = new[] { "system", "light", "dark" }.Select(name => (Html)Html.Tag("option", name).With("value", name));
        return Html.Tag("label", "Colours ", Html.Tag("select", options).With("id", "theme")).With("for", "theme").Class("theme script-only");
    }

    private static string Policy(string script) =>
        $"default-src 'none'; img-src data:; style-src 'unsafe-inline'; script-src 'sha256-{Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(script)))}'; base-uri 'none'; form-action 'none'";

    private static string Resource(string name)
    {
        using var stream = typeof(ReportPage).Assembly.GetManifestResourceStream($"{typeof(ReportPage).Namespace}.Page.{name}")!;
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd().ReplaceLineEndings("\n");
    }
}
