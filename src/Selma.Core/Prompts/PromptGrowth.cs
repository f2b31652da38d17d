using Selma.Core.Artifacts;
using Selma.Core.Numerics;

namespace Selma.Core.Prompts;

/// <summary>A skill's growing prompts: a function of seed prompts and replies alone, so that replaying the replies restores it.</summary>
internal sealed class PromptGrowth(Skill skill, PromptPool pool, PromptSettings settings, ulong seed)
{
    private readonly List<PromptLine> _accepted = [];
    private readonly List<RejectedPromptLine> _rejected = [];
    private int _requests;
    private int _barren; // requests since the last that brought a new prompt

    /// <summary>Accepted prompts in order, never more than asked for.</summary>
    public IReadOnlyList<PromptLine> Accepted => _accepted;

    /// <summary>Rejected prompts in order.</summary>
    public IReadOnlyList<RejectedPromptLine> Rejected => _rejected;

    /// <summary>Whether there are enough prompts.</summary>
    public bool IsComplete => _accepted.Count >= settings.Count;

    /// <summary>How far this is.</summary>
    public StageProgress Progress => new(_accepted.Count, settings.Count, "prompts");

    /// <summary>The next request: its text, and the number that fixes the reply.</summary>
    /// <exception cref="SelmaException">SELMA2002: requests no longer bring new prompts.</exception>
    public (string Text, ulong Seed) Next()
    {
        ThrowIfExhausted();
        var (examples, replySeed) = Draw();
        return (PromptTemplate.Ask(skill, examples), replySeed);
    }

    /// <summary>Judges the prompts of the reply to the next request, one by one, until there are enough.</summary>
    public void Take(string reply)
    {
        var (examples, _) = Draw();
        var before = _accepted.Count;
        foreach (var prompt in PromptTemplate.Read(reply).TakeWhile(_ => !IsComplete))
        {
            var verdict = pool.Offer(prompt);
            if (verdict.Rejection is null)
            {
                _accepted.Add(new(prompt, examples, verdict.Nearest, verdict.Similarity));
            }
            else
            {
                _rejected.Add(new(prompt, verdict.Rejection, _requests, verdict.Nearest, verdict.Nearest is null ? null : verdict.Similarity));
            }
        }

        _barren = _accepted.Count > before ? 0 : _barren + 1;
        _requests++;
    }

    private (string[] Examples, ulong ReplySeed) Draw()
    {
        var draws = new Draws(seed, $"{skill.Name}/prompts", _requests);
        var chosen = draws.ChooseDistinct(Math.Min(settings.Examples, pool.All.Count), pool.All.Count);
        return ([.. chosen.Select(index => pool.All[index])], draws.NextUInt64());
    }

    private void ThrowIfExhausted()
    {
        if (_barren >= settings.Patience)
        {
            var reasons = _rejected.Where(line => line.Request >= _requests - _barren).CountBy(line => line.Reason)
                .OrderByDescending(reason => reason.Value).Select(reason => $"{reason.Value} {reason.Key}").DefaultIfEmpty("no numbered lines");
            throw new SelmaException(
                "SELMA2002",
                $"Skill '{skill.Name}': the last {_barren} requests brought no new prompt ({string.Join(", ", reasons)}); " +
                $"{_accepted.Count} of {settings.Count} are there. " +
                "Give more varied seed prompts, raise 'prompts.max_similarity' or lower 'prompts.count'.");
        }
    }
}
