namespace Selma.Core.Pipeline;

/// <summary>What a build has to do about a stage.</summary>
public enum StageState
{
    /// <summary>Nothing: its record and its outputs are right.</summary>
    Clean,

    /// <summary>Nothing: another skill was asked for, and this stage's present outputs are taken, right or stale.</summary>
    Stands,

    /// <summary>Copy its outputs out of the store.</summary>
    Restorable,

    /// <summary>Wait: another process is building it.</summary>
    Locked,

    /// <summary>Go on where an earlier run stopped.</summary>
    Resumable,

    /// <summary>Run it.</summary>
    Dirty,

    /// <summary>Not known until a stage before it has run; it may turn out to be clean.</summary>
    Unknown,
}
