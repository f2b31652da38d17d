using Selma.Core.Scores;

namespace Selma.Core.Reports;

/// <summary>A prompt of the gallery with what each shown arm drew for it.</summary>
/// <param name="Skill">The skill that the prompt's source belongs to, or the source where no skill learns from it.</param>
/// <param name="Text">The prompt.</param>
/// <param name="Id"><c>whoops_5</c></param>
/// <param name="Fixed">Questions that the base gets wrong and the merged model right.</param>
/// <param name="Broken">The other way round.</param>
/// <param name="Shown">Arm by arm: base, the source's own expert where there is one, merged.</param>
internal sealed record GalleryEntry(
    string Skill, string Text, string Id, int Fixed, int Broken, IReadOnlyList<(string Title, ScoredImage Scored, string Image)> Shown)
{
    /// <summary>How merging changed the answers, for filters.</summary>
    public string Change => (Fixed, Broken) switch
    {
        ( > 0, > 0) => "fixed broken",
        ( > 0, _) => "fixed",
        (_, > 0) => "broken",
        _ => "same",
    };
}
