using System.Globalization;

namespace Selma.Core.Models.Language.Chat;

/// <summary>What a stage asked of a language model and what that cost.</summary>
/// <param name="Requests">Requests whose replies came in this run, unusable ones included.</param>
/// <param name="Tokens">Their tokens.</param>
/// <param name="KeptReplies">Requests that an earlier run had asked already: they cost nothing.</param>
/// <param name="Cost">In dollars, that of this run alone; null where prices are not known.</param>
public sealed record ChatAccount(int Requests, TokenCount Tokens, int KeptReplies, double? Cost)
{
    /// <summary>For people: <c>57 requests, 14,210 + 33,150 tokens, $0.022</c>.</summary>
    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture, $"{Requests} requests, {Tokens.Input:n0} + {Tokens.Output:n0} tokens{Priced(Cost)}{Kept}");

    /// <summary><c>, $0.022</c>, or nothing where there is no price.</summary>
    internal static string Priced(double? cost) => cost is { } dollars ? $", {Dollars(dollars)}" : "";

    /// <summary><c>$0.022</c>, <c>$12.40</c>: two digits that tell something at least.</summary>
    internal static string Dollars(double cost) => cost.ToString(cost is 0 or >= 0.1 ? "$0.00" : cost >= 0.01 ? "$0.000" : "$0.00000", CultureInfo.InvariantCulture);

    private string Kept => KeptReplies > 0 ? string.Create(CultureInfo.InvariantCulture, $"; {KeptReplies} replies were kept from earlier") : "";
}
