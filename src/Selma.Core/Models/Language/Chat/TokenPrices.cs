namespace Selma.Core.Models.Language.Chat;

/// <summary>What tokens cost, in dollars per million.</summary>
/// <param name="Input">Of requests.</param>
/// <param name="Output">Of replies.</param>
public sealed record TokenPrices(double Input, double Output)
{
    private const double Million = 1e6;

    /// <summary>The price of so many tokens, in dollars.</summary>
    public double Of(TokenCount tokens) => ((tokens.Input * Input) + (tokens.Output * Output)) / Million;
}
