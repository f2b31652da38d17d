using System.Globalization;
using Selma.Core.Artifacts;
using Selma.Core.Reports.Markup;

namespace Selma.Core.Reports.Sections;

/// <summary>What the results depend on: versions, machine, seeds, settings, digests of everything that was read.</summary>
internal static class ProvenanceSection
{
    private static readonly (string Name, string Title)[] Made =
    [
        ("selma", "Selma"), ("torch", "libtorch"), ("os", "system"), ("cpu", "processor"), ("cores", "cores"), ("device", "device"),
        ("seed", "seed"), ("builder", "built"),
    ];

    /// <summary>The section.</summary>
    public static Section Of(ReportContent content) => new(
        "provenance", "Provenance",
        content.Stages.Count == 0 ? Section.Text("No stage left a record.") : Html.Join(
            Machines(content.Stages), Models(content.Stages), Html.Tag("h3", "Keys and settings of every stage"), Html.Join(content.Stages.Select(Settings))));

    private static Html Machines(IReadOnlyList<StageFacts> stages)
    {
        var table = new Table("Versions, machine and seeds; every value that occurs among the stages.", "what", "value");
        foreach (var (name, title) in Made)
        {
            var values = stages.Select(stage => stage.Made(name)).OfType<object>().Select(Text).Distinct().ToList();
            if (values.Count > 0)
            {
                table.Add(title, Redaction.Value(name, string.Join(", ", values)));
            }
        }

        return table.ToHtml();
    }

    private static Html Models(IReadOnlyList<StageFacts> stages)
    {
        var table = new Table("Digests of the model files that were loaded.", "part", "SHA-256");
        var parts = stages.Select(stage => stage.Record.KeyDocument.Find("models")).OfType<KeyMap>().SelectMany(models => models)
            .Select(part => (part.Key, Digest: Text(part.Value))).Distinct().OrderBy(part => part.Key, StringComparer.Ordinal);
        foreach (var (part, digest) in parts)
        {
            table.Add(part, Html.Tag("code", digest));
        }

        return table.ToHtml();
    }

    private static Html Settings(StageFacts stage)
    {
        var table = new Table($"Key document of {stage.Id}", "member", "value");
        table.Add("key", Html.Tag("code", stage.Record.Key));
        table.Add("output digest", Html.Tag("code", stage.Record.OutputDigest));
        foreach (var (name, value) in KeyPaths.Of(stage.Record.KeyDocument))
        {
            table.Add(name, Html.Tag("code", Redaction.Value(name, value)));
        }

        return Html.Tag("details", Html.Tag("summary", stage.Id), table.ToHtml());
    }

    private static string Text(object? value) => Convert.ToString(value, CultureInfo.InvariantCulture) ?? "";
}
