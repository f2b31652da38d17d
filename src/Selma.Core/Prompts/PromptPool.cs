namespace Selma.Core.Prompts;

/// <summary>Seed prompts and accepted prompts; takes in a candidate only if it is unlike all of them (paper, section 3.1).</summary>
public sealed class PromptPool
{
    private const double AlmostOne = 1 - 1e-9; // above it are the same words only
    private readonly RougeLFilter _filter = new();
    private readonly List<string> _all = [];
    private readonly HashSet<string> _heldOut;
    private readonly double _maxSimilarity;
    private readonly int _maxWords;
    private readonly Func<string, bool> _fits;
    private readonly string[] _heldOutPrompts;
    private RougeLFilter? _heldOutFilter;

    /// <summary>Starts the pool with the skill's seed prompts.</summary>
    /// <param name="skill">Seed prompts and word limit.</param>
    /// <param name="maxSimilarity">See <see cref="PromptSettings.MaxSimilarity"/>.</param>
    /// <param name="heldOut">Prompts that are never accepted: those of the benchmark. Case and punctuation do not count.</param>
    /// <param name="fits">Whether the text encoder reads a prompt whole; null to accept any.</param>
    /// <exception cref="SelmaException">SELMA2001: no seed prompts. SELMA2004: a seed prompt is held out.</exception>
    public PromptPool(Skill skill, double maxSimilarity, IEnumerable<string> heldOut, Func<string, bool>? fits = null)
    {
        ArgumentNullException.ThrowIfNull(skill);
        (_maxSimilarity, _maxWords, _fits) = (maxSimilarity, 2 * skill.WordLimit, fits ?? (_ => true));
        _heldOutPrompts = [.. heldOut];
        _heldOut = [.. _heldOutPrompts.Select(Normalise)];
        foreach (var seed in skill.SeedPrompts)
        {
            if (_heldOut.Contains(Normalise(seed)))
            {
                throw new SelmaException(
                    "SELMA2004",
                    $"Skill '{skill.Name}': the seed prompt \"{seed}\" is a prompt of the benchmark, which would no longer be held out. Replace it.");
            }

            Add(seed, _filter.Read(seed));
        }

        if (_all.Count == 0)
        {
            throw new SelmaException("SELMA2001", $"Skill '{skill.Name}' has no seed prompts. Give it three or more.");
        }
    }

    /// <summary>See <see cref="PromptSettings.HeldOutSimilarity"/>.</summary>
    public double? HeldOutSimilarity { get; init; }

    /// <summary>Whether a prompt of the same words as another is called a duplicate, and never accepted whatever similarity is allowed.</summary>
    public bool TellsDuplicates { get; init; }

    /// <summary>Seed prompts, then accepted prompts in order.</summary>
    public IReadOnlyList<string> All => _all;

    /// <summary>Judges a candidate and takes it in if it is accepted.</summary>
    public Verdict Offer(string candidate)
    {
        ArgumentNullException.ThrowIfNull(candidate);
        var words = _filter.Read(candidate);
        if (Objection(candidate, words) is { } objection)
        {
            return new(objection);
        }

        if (NearHeldOut(candidate) is { } close)
        {
            return close;
        }

        var nearest = _filter.NearestAbove(TellsDuplicates ? Math.Min(_maxSimilarity, AlmostOne) : _maxSimilarity, words);
        if (nearest.Index >= 0)
        {
            return new(TellsDuplicates && nearest.Similarity > AlmostOne ? Verdict.Duplicate : Verdict.Similar, _all[nearest.Index], nearest.Similarity);
        }

        nearest = _filter.Nearest(words);
        Add(candidate, words);
        return new(null, _all[nearest.Index], nearest.Similarity);
    }

    private string? Objection(string candidate, int[] words)
    {
        if (words.Length == 0)
        {
            return Verdict.Empty;
        }

        if (candidate.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).Length > _maxWords)
        {
            return Verdict.TooLong;
        }

        return _heldOut.Contains(Normalise(candidate)) ? Verdict.HeldOut : _fits(candidate) ? null : Verdict.Cut;
    }

    private Verdict? NearHeldOut(string candidate)
    {
        if (HeldOutSimilarity is not { } limit)
        {
            return null;
        }

        if (_heldOutFilter is null)
        {
            _heldOutFilter = new();
            foreach (var prompt in _heldOutPrompts)
            {
                _ = _heldOutFilter.Add(_heldOutFilter.Read(prompt));
            }
        }

        var nearest = _heldOutFilter.NearestAbove(limit, _heldOutFilter.Read(candidate));
        return nearest.Index < 0 ? null : new(Verdict.LikeHeldOut, _heldOutPrompts[nearest.Index], nearest.Similarity);
    }

    private void Add(string prompt, int[] words)
    {
        _ = _filter.Add(words);
        _all.Add(prompt);
    }

    private static string Normalise(string prompt) => string.Join(' ', RougeL.Words(prompt));
}
