namespace Selma.Core.Models.Language.Chat;

/// <summary>How asking once ended: with a reply or with a fault.</summary>
internal sealed record ChatAttempt(ChatReply? Reply, ChatFault? Fault)
{
    /// <summary>Ended with a reply.</summary>
    public static implicit operator ChatAttempt(ChatReply reply) => new(reply, null);

    /// <summary>Ended with a fault.</summary>
    public static implicit operator ChatAttempt(ChatFault fault) => new(null, fault);
}
