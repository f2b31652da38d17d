using System.Globalization;

namespace Selma.Core.Models.Language.Chat;

/// <summary>Errors of asking a language model: code, what was wrong and what to do.</summary>
internal static class ChatErrors
{
    private const string Kept = "Replies that came are kept, and are not asked for again.";

    /// <summary>The error that ends a stage.</summary>
    /// <param name="fault">The last attempt's.</param>
    /// <param name="endpoint">Where it was asked.</param>
    /// <param name="model">What was asked.</param>
    public static SelmaException Of(ChatFault fault, ChatEndpoint endpoint, string model)
    {
        var address = endpoint.Address;
        return fault.Kind switch
        {
            ChatFaultKind.Unreachable => new(
                "SELMA2011", $"{address} cannot be reached or does not answer in time: {fault.Text}. Check 'prompts.endpoint', the network and 'prompts.timeout'. {Kept}"),
            ChatFaultKind.Busy => new(
                "SELMA2012", $"{address} keeps failing: {fault.Text}. Build again later, or lower 'prompts.parallel' or 'prompts.requests_per_minute'. {Kept}"),
            ChatFaultKind.WrongKey => new(
                "SELMA2013", $"{address} does not accept the key in {endpoint.KeyVariable}: {fault.Text}. Set the variable to a valid key."),
            ChatFaultKind.WrongModel => new(
                "SELMA2014", $"{address} has no model '{model}': {fault.Text}. Correct 'prompts.language_model' or 'prompts.endpoint'."),
            ChatFaultKind.NoCredit => new(
                "SELMA2015", $"The account at {address} is used up: {fault.Text}. Add credit and build again. {Kept}"),
            ChatFaultKind.Unreadable => new(
                "SELMA2016", $"{address} does not answer as OpenAI's protocol has it: {fault.Text}. Check 'prompts.endpoint' and 'prompts.api'."),
            _ => new("SELMA2017", $"{address} does not take the request for '{model}': {fault.Text}. See it with --dry-run; correct 'prompts'."),
        };
    }

    /// <summary>The next request might cost more than is left.</summary>
    public static SelmaException TooDear(double spent, double limit) => new(
        "SELMA2018",
        string.Create(CultureInfo.InvariantCulture, $"{ChatAccount.Dollars(spent)} of {ChatAccount.Dollars(limit)} are spent, and the next request might pass the limit. ")
        + $"Build again with a higher --max-cost to go on. {Kept}");

    /// <summary>There is no key for an endpoint that demands one.</summary>
    public static SelmaException NoKey(ChatEndpoint endpoint) => new(
        "SELMA1062",
        $"The environment variable {endpoint.KeyVariable} is not set; {endpoint.Address.Host} wants a key. Set it, or name another with 'prompts.api_key_env'.");
}
