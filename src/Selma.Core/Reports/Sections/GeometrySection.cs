using Selma.Core.Reports.Markup;

namespace Selma.Core.Reports.Sections;

/// <summary>How the experts' updates lie to each other, and what products of different experts' factors put into the merge.</summary>
internal static class GeometrySection
{
    /// <summary>The section.</summary>
    public static Section Of(ReportContent content) => new(
        "geometry", "Experts and their merge in weight space",
        content.Merges.Count == 0 ? Section.Text("Nothing was merged.") : Html.Join(content.Merges.Select(Body).Prepend(Explain())));

    private static Html Explain() => Section.Text(
        "Averaging factors is not averaging updates: products of different experts' factors come in. Cross-term energy is the squared length of that error over the squared length of the true average; " +
        "0 means the merge is exact. Cosines near 0 mean that experts learned different things, near 1 the same.");

    private static Html Body(MergeFacts merge)
    {
        var facts = new Table(
            $"{merge.Arm}: method {merge.Method}", ["expert", "weight", "norm of its update", .. merge.Experts.Select(expert => (Html)$"cosine with {expert.Skill}")]);
        foreach (var (expert, cosines) in merge.Experts.Zip(merge.Cosines))
        {
            facts.Add(expert.Skill, [NumberText.Short(expert.Weight), NumberText.Fixed(expert.Norm, 4), .. cosines.Select(cosine => NumberText.Exact(cosine, NumberText.Fixed(cosine, 3)))]);
        }

        return Html.Join(
            facts.ToHtml(),
            Section.Text(
                "Cross-term energy ", NumberText.Exact(merge.CrossTermEnergy, NumberText.Short(merge.CrossTermEnergy)),
                $"; cosine between the merged update and the weighted sum {NumberText.Fixed(merge.SumCosine, 4)}; " +
                $"norm {NumberText.Fixed(merge.Norm, 4)} against {NumberText.Fixed(merge.SumNorm, 4)} of the sum."),
            merge.Warnings.Count == 0 ? "" : Html.Tag("ul", merge.Warnings.Select(warning => (Html)Html.Tag("li", warning))));
    }
}
