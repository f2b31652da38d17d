namespace Selma.Core.Models.Language.Chat;

/// <summary>Tokens of requests and of their replies.</summary>
/// <param name="Input">Tokens sent.</param>
/// <param name="Output">Tokens received.</param>
public readonly record struct TokenCount(long Input, long Output)
{
    private const int BytesPerToken = 4; // English text, in the vocabularies of today's models

    /// <summary>The sum of two.</summary>
    public static TokenCount operator +(TokenCount a, TokenCount b) => new(a.Input + b.Input, a.Output + b.Output);

    /// <summary>About how many tokens a text has, where nobody has counted.</summary>
    internal static long Estimate(string text) => (System.Text.Encoding.UTF8.GetByteCount(text) + BytesPerToken - 1) / BytesPerToken;

    /// <summary>A number that a text's tokens never exceed: its bytes, since every token stands for one at least.</summary>
    internal static long Most(string text) => System.Text.Encoding.UTF8.GetByteCount(text);
}
