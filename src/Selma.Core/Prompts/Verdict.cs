namespace Selma.Core.Prompts;

/// <summary>What became of a candidate.</summary>
/// <param name="Rejection">Why it was not accepted, one of the constants; null where it was.</param>
/// <param name="Nearest">The most similar prompt of the pool; null where it was not looked for.</param>
/// <param name="Similarity">ROUGE-L F-measure with <paramref name="Nearest"/>, 0..1.</param>
public sealed record Verdict(string? Rejection, string? Nearest = null, double Similarity = 0)
{
    /// <summary>No letter of a-z and no digit.</summary>
    public const string Empty = "empty";

    /// <summary>More than twice the words asked for.</summary>
    public const string TooLong = "too long";

    /// <summary>The text encoder would cut it.</summary>
    public const string Cut = "longer than the text encoder reads";

    /// <summary>A benchmark prompt, but for case and punctuation.</summary>
    public const string HeldOut = "held out";

    /// <summary>Above the similarity to a held-out prompt that is allowed.</summary>
    public const string LikeHeldOut = "similar to a held-out prompt";

    /// <summary>The words of a prompt that is there, but for case and punctuation.</summary>
    public const string Duplicate = "duplicate";

    /// <summary>The reply stopped within it.</summary>
    public const string Unfinished = "unfinished";

    /// <summary>A reply without numbered lines; its beginning stands in the prompt's place.</summary>
    public const string NoPrompts = "no numbered lines";

    /// <summary>Above the largest similarity allowed.</summary>
    public const string Similar = "similar";

    /// <summary>Whether the candidate is in the pool now.</summary>
    public bool IsAccepted => Rejection is null;
}
