namespace Selma.Core.Models.Hub;

/// <summary>The hub asks to be asked again later.</summary>
/// <param name="message">What it answers.</param>
/// <param name="pause">How long it asks to wait; null where it does not say.</param>
internal sealed class BusyHubException(string message, TimeSpan? pause) : Exception(message)
{
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(2);

    /// <summary>How long to wait; null where it does not say.</summary>
    public TimeSpan? Pause => pause > Longest ? Longest : pause;
}
