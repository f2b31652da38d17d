namespace Selma.Core.Models.Language.Chat;

/// <summary>No reply came.</summary>
/// <param name="message">Why.</param>
/// <param name="isLate">Whether it was given up because it took too long, so that it may yet have to be paid.</param>
/// <param name="inner">The exception behind it.</param>
internal sealed class ChatUnreachableException(string message, bool isLate, Exception inner) : Exception(message, inner)
{
    /// <summary>Whether it took too long.</summary>
    public bool IsLate => isLate;
}
