namespace Selma.Core.Training;

/// <summary>What a checkpoint holds.</summary>
/// <param name="Key">The key of the run.</param>
/// <param name="Step">Steps done.</param>
/// <param name="Tensors">Name, dtype and shape of each tensor, in file order.</param>
/// <param name="Sha256">Digest of the tensors' bytes.</param>
internal sealed record CheckpointNote(string Key, long Step, IReadOnlyList<string> Tensors, string Sha256);
