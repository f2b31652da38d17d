namespace Selma.Core.Models.Language.Chat;

/// <summary>A reply as it came, before anything is read from it.</summary>
/// <param name="Status">The HTTP status.</param>
/// <param name="Body">The body.</param>
internal sealed record RawReply(int Status, string Body)
{
    /// <summary>Whether the endpoint did what was asked, and so may ask for money.</summary>
    public bool IsSuccess => Status is >= 200 and < 300;
}
