using Selma.Core.Models.Language.Chat;

namespace Selma.Core.Prompts;

/// <summary>What can be told of stage 1 before anything is asked.</summary>
internal static class PromptForecast
{
    private const int PerReply = 17; // accepted of the 20 asked for: 17 to 20 come, and some are too similar
    private const int Numbering = 3; // tokens of a number, its mark and the line's end

    /// <summary>The first request, which no reply can change.</summary>
    public static (string Text, ulong Seed) First(Skill skill, PromptSettings settings, ulong seed) =>
        new PromptGrowth(skill, new PromptPool(skill, settings.MaxSimilarity, []), settings, seed).Request(0);

    /// <summary>About how many requests and tokens a skill takes from nothing, and what they cost; local models cost none.</summary>
    public static ChatAccount Of(Skill skill, PromptSettings settings, ulong seed)
    {
        var requests = (settings.Count + PerReply - 1) / PerReply;
        var input = TokenCount.Estimate(First(skill, settings, seed).Text);
        var output = (long)Math.Ceiling(PromptTemplate.Asked * (skill.SeedPrompts.Average(TokenCount.Estimate) + Numbering));
        var tokens = new TokenCount(requests * input, requests * output);
        return new(requests, tokens, 0, settings.Chat.Prices?.Of(tokens));
    }
}
