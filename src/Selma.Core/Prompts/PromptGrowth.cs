using Selma.Core.Artifacts;
using Selma.Core.Models.Language.Chat;
using Selma.Core.Numerics;

namespace Selma.Core.Prompts;

/// <summary>A skill's growing prompts: a function of seed prompts and replies alone, so that replaying the replies restores it.</summary>
/// <remarks>
/// A request draws its examples from the pool as it stood <c>lookahead</c> requests before: so many requests can be under way at once, and
/// none depends on which of the others is answered first.
/// </remarks>
/// <param name="skill">The skill.</param>
/// <param name="pool">Seed prompts and accepted prompts.</param>
/// <param name="settings">How many prompts.</param>
/// <param name="seed">The experiment's seed.</param>
/// <param name="lookahead">Requests under way at once, at most: from 1.</param>
internal sealed class PromptGrowth(Skill skill, PromptPool pool, PromptSettings settings, ulong seed, int lookahead = 1)
{
    private readonly List<PromptLine> _accepted = [];
    private readonly List<RejectedPromptLine> _rejected = [];
    private readonly List<int> _sizes = [pool.All.Count]; // of the pool after each reply
    private readonly List<int> _depths = [.. pool.All.Select(_ => 0)];
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

    /// <summary>Requests whose replies have been judged.</summary>
    public int Judged => _requests;

    /// <summary>The request of this number: its text, and the number that fixes the reply.</summary>
    /// <param name="number">From 0; less than <see cref="Judged"/> and the lookahead together.</param>
    /// <exception cref="SelmaException">SELMA2002: requests no longer bring new prompts.</exception>
    public (string Text, ulong Seed) Request(int number)
    {
        ThrowIfExhausted();
        var (examples, replySeed, _) = Draw(number);
        return (PromptTemplate.Ask(skill, examples), replySeed);
    }

    /// <summary>Whether so many replies under way will hardly be enough: what is asked for beyond need is paid in vain.</summary>
    public bool WantsMore(int underWay)
    {
        var perReply = _requests == 0 ? PromptTemplate.Asked : Math.Max(1.0, (double)_accepted.Count / _requests);
        return !IsComplete && (underWay == 0 || _accepted.Count + (underWay * perReply) < settings.Count);
    }

    /// <summary>Judges the prompts of the reply to the next request, one by one, until there are enough.</summary>
    public void Take(string reply) => Judge(PromptTemplate.Read(reply), isTraced: false);

    /// <summary>As <see cref="Take(string)"/>, and says why a reply holds nothing, and from how far a prompt comes.</summary>
    public void Take(ChatReply reply)
    {
        List<string> prompts = [.. PromptTemplate.Read(reply.Text)];
        if (reply.Rejection is { } reason)
        {
            _rejected.Add(new("", reason, _requests));
        }
        else if (prompts.Count == 0)
        {
            _rejected.Add(new(PromptTemplate.Beginning(reply.Text), Verdict.NoPrompts, _requests));
        }
        else if (reply.IsCut)
        {
            _rejected.Add(new(prompts[^1], Verdict.Unfinished, _requests));
            prompts.RemoveAt(prompts.Count - 1);
        }

        Judge(prompts, isTraced: true);
    }

    private void Judge(IReadOnlyList<string> prompts, bool isTraced)
    {
        var (examples, _, depth) = Draw(_requests);
        var before = _accepted.Count;
        foreach (var prompt in prompts.TakeWhile(_ => !IsComplete))
        {
            var verdict = pool.Offer(prompt);
            if (verdict.Rejection is null)
            {
                _accepted.Add(new(prompt, examples, verdict.Nearest, verdict.Similarity, isTraced ? depth : null, isTraced ? _requests : null));
                _depths.Add(depth);
            }
            else
            {
                _rejected.Add(new(prompt, verdict.Rejection, _requests, verdict.Nearest, verdict.Nearest is null ? null : verdict.Similarity));
            }
        }

        _barren = _accepted.Count > before ? 0 : _barren + 1;
        _requests++;
        _sizes.Add(pool.All.Count);
    }

    private (string[] Examples, ulong ReplySeed, int Depth) Draw(int request)
    {
        var draws = new Draws(seed, $"{skill.Name}/prompts", request);
        var size = _sizes[Math.Max(0, request - lookahead + 1)];
        var chosen = draws.ChooseDistinct(Math.Min(settings.Examples, size), size);
        return ([.. chosen.Select(index => pool.All[index])], draws.NextUInt64(), 1 + chosen.Max(index => _depths[index]));
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
