namespace Selma.Core.Pipeline;

/// <summary>How a stage became up to date.</summary>
public enum StageAction
{
    /// <summary>It already was.</summary>
    UpToDate,

    /// <summary>Its outputs came from the store.</summary>
    Restored,

    /// <summary>It ran.</summary>
    Ran,
}

/// <summary>What <see cref="ExperimentBuild.Run"/> did.</summary>
/// <param name="Id">The stage.</param>
/// <param name="Action">How it became up to date.</param>
/// <param name="Key">The stage's key, 64 hex digits.</param>
/// <param name="OutputDigest">The digest of its outputs, 64 hex digits.</param>
/// <param name="Seconds">Wall time.</param>
public sealed record StageOutcome(StageId Id, StageAction Action, string Key, string OutputDigest, double Seconds);
