using Selma.Core.Artifacts;
using Selma.Core.Models.Language.Chat;

namespace Selma.Core.Prompts;

/// <summary>Stage 1 with a language model behind an endpoint: several requests under way at once, each paid for once (paper, section 3.1).</summary>
/// <remarks>
/// Requests are numbered and their replies judged in that order, whichever comes first; so the prompts are a function of seed prompts and
/// replies alone, as those of <see cref="PromptStage"/> are.
/// </remarks>
/// <param name="model">Writes the replies.</param>
/// <param name="settings">How many prompts, and how unlike.</param>
/// <param name="seed">The experiment's seed.</param>
/// <param name="fits">Whether the text encoder reads a prompt whole; null to accept prompts of any length within the skill's limit.</param>
/// <param name="archive">The folder where replies stay for later builds; null: none.</param>
internal sealed class ChatPromptStage(ChatModel model, PromptSettings settings, ulong seed, Func<string, bool>? fits = null, string? archive = null)
{
    /// <summary>Raised when the same replies give other prompts.</summary>
    public const int Version = 1;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    /// <summary>
    /// Writes <see cref="PromptSettings.Count"/> prompts to <c>prompts.jsonl</c> and those not accepted to <c>rejected.jsonl</c>.
    /// Every reply is on the disk as it came before it is read.
    /// </summary>
    /// <param name="skill">The skill and its seed prompts.</param>
    /// <param name="heldOut">Prompts never to accept: those of benchmarks. Case and punctuation do not count.</param>
    /// <param name="work">Where to write; replies are kept in <c>replies.jsonl</c> of its state.</param>
    /// <param name="progress">Told the number of accepted prompts after every reply.</param>
    /// <param name="cancellation">Stops at once and keeps the replies that came.</param>
    /// <exception cref="SelmaException">SELMA2001, SELMA2002, SELMA2004 as <see cref="PromptStage"/>; SELMA2011 to SELMA2018.</exception>
    public async Task Run(
        Skill skill, IEnumerable<string> heldOut, WorkFolder work, IProgress<StageProgress> progress, CancellationToken cancellation)
    {
        using var kept = new KeptReplies(Path.Combine(work.State, "replies.jsonl"), archive);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        using var attempts = CancellationTokenSource.CreateLinkedTokenSource(stop.Token);
        var growth = Start(skill, heldOut);
        var underWay = new Queue<Task<ChatReply>>();
        progress.Report(growth.Progress);
        try
        {
            while (!growth.IsComplete)
            {
                cancellation.ThrowIfCancellationRequested();
                while (underWay.Count < Math.Min(settings.Lookahead, settings.Chat.Parallel) && growth.WantsMore(underWay.Count))
                {
                    var (text, replySeed) = growth.Request(growth.Judged + underWay.Count);
                    underWay.Enqueue(model.Ask(text, replySeed, kept, attempts.Token, stop.Token));
                }

                growth.Take(await underWay.Dequeue().ConfigureAwait(false));
                progress.Report(growth.Progress);
            }
        }
        finally
        {
            await attempts.CancelAsync().ConfigureAwait(false);
            stop.CancelAfter(Patience);
            await ((Task)Task.WhenAll(underWay)).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing); // they are paid for: keep their replies
        }

        RejectedPromptFile.Write(Path.Combine(work.Output, "rejected.jsonl"), growth.Rejected);
        PromptFile.Write(Path.Combine(work.Output, "prompts.jsonl"), growth.Accepted);
    }

    private PromptGrowth Start(Skill skill, IEnumerable<string> heldOut) => new(
        skill,
        new PromptPool(skill, settings.MaxSimilarity, heldOut, fits) { HeldOutSimilarity = settings.HeldOutSimilarity, TellsDuplicates = true },
        settings,
        seed,
        settings.Lookahead);
}
