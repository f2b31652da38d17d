namespace Selma.Core.Pipeline;

/// <summary>How something was found.</summary>
public enum FindingKind
{
    /// <summary>As it should be.</summary>
    Ok,

    /// <summary>Some builds will fail.</summary>
    Warn,

    /// <summary>No build can succeed.</summary>
    Fail,
}

/// <summary>What <see cref="Doctor"/> found about one thing.</summary>
/// <param name="Name">The thing.</param>
/// <param name="Kind">How it is.</param>
/// <param name="Text">What was found.</param>
/// <param name="Remedy">What to do; empty where all is well.</param>
public sealed record Finding(string Name, FindingKind Kind, string Text, string Remedy)
{
    /// <summary>A thing that is as it should be.</summary>
    internal static Finding Ok(string name, string text) => new(name, FindingKind.Ok, text, "");
}
