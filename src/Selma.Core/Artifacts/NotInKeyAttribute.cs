namespace Selma.Core.Artifacts;

/// <summary>Marks a member of a settings record that changes no output byte and so is not in the stage's key.</summary>
/// <param name="reason">Why it changes no output.</param>
[AttributeUsage(AttributeTargets.Property)]
public sealed class NotInKeyAttribute(string reason) : Attribute
{
    /// <summary>Why the member changes no output.</summary>
    public string Reason { get; } = reason;
}
