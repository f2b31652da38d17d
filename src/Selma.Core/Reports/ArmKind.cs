namespace Selma.Core.Reports;

/// <summary>How an arm came to be.</summary>
public enum ArmKind
{
    /// <summary>The model as it was.</summary>
    Base,

    /// <summary>The base with the expert of one skill.</summary>
    Expert,

    /// <summary>The base with one LoRA trained on the images of several skills together.</summary>
    Joint,

    /// <summary>The base with several experts merged: SELMA.</summary>
    Merged,
}
