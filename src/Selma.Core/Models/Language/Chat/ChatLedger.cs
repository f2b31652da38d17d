namespace Selma.Core.Models.Language.Chat;

/// <summary>Counts what is asked of a language model; from any thread.</summary>
/// <param name="prices">What tokens cost; null where that is not known.</param>
internal sealed class ChatLedger(TokenPrices? prices)
{
    private readonly Lock _turn = new();
    private int _requests;
    private int _kept;
    private TokenCount _tokens;

    /// <summary>The counts.</summary>
    public ChatAccount Account
    {
        get
        {
            lock (_turn)
            {
                return new(_requests, _tokens, _kept, prices?.Of(_tokens));
            }
        }
    }

    /// <summary>Counts a reply that came.</summary>
    /// <returns>Its cost in dollars; 0 where prices are not known.</returns>
    public double Count(TokenCount tokens)
    {
        lock (_turn)
        {
            _requests++;
            _tokens += tokens;
        }

        return prices?.Of(tokens) ?? 0;
    }

    /// <summary>Counts a reply that was there.</summary>
    public void CountKept()
    {
        lock (_turn)
        {
            _kept++;
        }
    }
}
