namespace Selma.Core.Tests.Pipeline;

/// <summary>What may happen to an experiment between two builds.</summary>
internal enum OperationKind
{
    EditSeed,
    EditSettings,
    AddSkill,
    RemoveSkill,
    BuildOneSkill,
    Die,
    FailStage,
    Touch,
    DeleteFile,
    DeleteFolder,
    Corrupt,
}
