using Selma.Core.Artifacts;

namespace Selma.Core.Pipeline;

/// <summary>What a running stage is given.</summary>
/// <param name="Work">Where it works.</param>
/// <param name="Inputs">
/// The outputs of the stages before it, by the names of <see cref="StageDefinition.NameOf"/>: folders that hold exactly the files
/// that the key names, whatever happens meanwhile to the experiment's own folders. Beside each lies its record, <c>.done</c>.
/// </param>
/// <param name="Actions">What this build did about a stage before it: <c>ran</c>, <c>restored</c> or <c>up to date</c>.</param>
/// <param name="Progress">Told how far it is.</param>
/// <param name="Cancellation">Stops it.</param>
internal sealed record StageRun(
    WorkFolder Work,
    IReadOnlyDictionary<string, string> Inputs,
    Func<StageId, string> Actions,
    IProgress<StageProgress> Progress,
    CancellationToken Cancellation);
