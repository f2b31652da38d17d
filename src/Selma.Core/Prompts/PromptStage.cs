using Selma.Core.Artifacts;
using Selma.Core.Models.Language;

namespace Selma.Core.Prompts;

/// <summary>Stage 1: grows a skill's seed prompts into a diverse set with a language model (paper, section 3.1).</summary>
/// <param name="model">Writes the replies.</param>
/// <param name="settings">How many prompts, and how unlike.</param>
/// <param name="seed">The experiment's seed.</param>
/// <param name="fits">Whether the text encoder reads a prompt whole; null to accept prompts of any length within the skill's limit.</param>
public sealed class PromptStage(ILanguageModel model, PromptSettings settings, ulong seed, Func<string, bool>? fits = null)
{
    /// <summary>Raised when the same inputs give other prompts.</summary>
    public const int Version = 1;

    /// <summary>
    /// Writes <see cref="PromptSettings.Count"/> prompts to <c>prompts.jsonl</c> and those not accepted to <c>rejected.jsonl</c>.
    /// Every reply is kept as it came before it is read, so a stopped run asks for none again and ends with the same files.
    /// </summary>
    /// <param name="skill">The skill and its seed prompts.</param>
    /// <param name="heldOut">Prompts never to accept: those of the benchmark. Case and punctuation do not count.</param>
    /// <param name="work">Where to write; replies are kept in <c>replies.jsonl</c> of its state.</param>
    /// <param name="progress">Told the number of accepted prompts after every request.</param>
    /// <param name="cancellation">Stops between requests and keeps what was written.</param>
    /// <exception cref="SelmaException">
    /// SELMA2001: no seed prompts. SELMA2002: the model no longer offers new prompts. SELMA2004: a seed prompt is held out.
    /// </exception>
    public async Task Run(
        Skill skill, IEnumerable<string> heldOut, WorkFolder work, IProgress<StageProgress> progress, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(work);
        ArgumentNullException.ThrowIfNull(progress);
        using var replies = new Journal<string>(Path.Combine(work.State, "replies.jsonl"), $"prompts-{Version}");
        var growth = new PromptGrowth(skill, new PromptPool(skill, settings.MaxSimilarity, heldOut, fits), settings, seed);
        foreach (var reply in replies.Entries)
        {
            growth.Take(reply);
        }

        progress.Report(growth.Progress);
        while (!growth.IsComplete)
        {
            cancellation.ThrowIfCancellationRequested();
            var request = growth.Request(growth.Judged);
            replies.Append(await model.Complete(request.Text, request.Seed, cancellation).ConfigureAwait(false));
            growth.Take(replies.Entries[^1]);
            progress.Report(growth.Progress);
        }

        RejectedPromptFile.Write(Path.Combine(work.Output, "rejected.jsonl"), growth.Rejected);
        PromptFile.Write(Path.Combine(work.Output, "prompts.jsonl"), growth.Accepted);
    }
}
