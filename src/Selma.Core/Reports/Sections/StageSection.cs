using Selma.Core.Reports.Markup;

namespace Selma.Core.Reports.Sections;

/// <summary>What ran, from the store or new, and how long it took.</summary>
internal static class StageSection
{
    /// <summary>The section.</summary>
    public static Section Of(ReportContent content)
    {
        var table = new Table(
            "Stages, as their records have it. A duration is that of the run that made the result, be it in this build or an earlier one.",
            "stage", "in this build", "began (UTC)", "duration", "resumed", "output digest");
        foreach (var stage in content.Stages)
        {
            table.Add(
                stage.Id,
                stage.Action ?? "",
                stage.Made("startedUtc") as string ?? "",
                stage.Seconds is { } seconds ? NumberText.Exact(seconds, NumberText.Duration(seconds)) : "",
                stage.Made("resumed") is long and > 0 and var times ? $"{times} ×" : "",
                Html.Tag("code", stage.Record.OutputDigest[..12]).With("title", stage.Record.OutputDigest));
        }

        var total = content.Stages.Sum(stage => stage.Seconds ?? 0);
        return new("stages", "What ran", content.Stages.Count == 0 ? Section.Text("No stage left a record.") : Html.Join(
            table.ToHtml(), Section.Text($"Together {NumberText.Duration(total)} of computing.")));
    }
}
