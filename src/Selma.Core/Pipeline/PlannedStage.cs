using Selma.Core.Models.Language.Chat;

namespace Selma.Core.Pipeline;

/// <summary>A stage in a plan.</summary>
/// <param name="Id">The stage.</param>
/// <param name="State">What is to be done.</param>
/// <param name="Reason">Why, for people: <c>learning_rate 0.0001 -> 0.0003</c>, <c>after coco/prompts</c>.</param>
/// <param name="Seconds">How long it took before, where that is known.</param>
/// <param name="Skill">The skill whose chain the stage belongs to; null where it belongs to the experiment.</param>
/// <param name="Forecast">What it will about ask of a language model; null where it asks none or is not to run.</param>
/// <param name="Failure">Code and message of the error that this key failed with last time; null where it did not or is not to run.</param>
public sealed record PlannedStage(
    StageId Id, StageState State, string Reason, double? Seconds, string? Skill = null, ChatAccount? Forecast = null, string? Failure = null)
{
    /// <summary>What differs from the last result, whatever is to be done about it; empty where nothing does or where that is not known yet.</summary>
    public string Changes { get; init; } = "";

    /// <summary>About how much memory it needs at most; null where that is not known or it is not to run.</summary>
    public MemoryForecast? Memory { get; init; }
}
