using System.Security.Cryptography;
using System.Text.Json;
using Selma.Core.Artifacts;
using static TorchSharp.torch;

namespace Selma.Core.Training;

/// <summary>The two files of a checkpoint: the tensors' bytes, and a note that says what they are.</summary>
internal static class CheckpointFile
{
    private const string Tensors = "state.bin";
    private const string Note = "checkpoint.json";

    public static void Write(string folder, string key, long step, IReadOnlyList<(string Name, Tensor Tensor)> state)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        AtomicFile.Write(Path.Combine(folder, Tensors), stream =>
        {
            foreach (var (_, tensor) in state)
            {
                using var copy = tensor.cpu();
                TensorPieces.ForEach(copy, (_, piece) =>
                {
                    stream.Write(piece);
                    hash.AppendData(piece);
                });
            }
        });
        var note = new CheckpointNote(key, step, Describe(state), Convert.ToHexStringLower(hash.GetHashAndReset()));
        AtomicFile.WriteText(Path.Combine(folder, Note), JsonSerializer.Serialize(note) + "\n");
    }

    /// <summary>Fills <paramref name="state"/>, or returns null and leaves it when the checkpoint is another run's or damaged.</summary>
    public static long? Read(string folder, string key, IReadOnlyList<(string Name, Tensor Tensor)> state)
    {
        var path = Path.Combine(folder, Tensors);
        if (!File.Exists(path) || ReadNote(folder) is not { } note || note.Key != key || !note.Tensors.SequenceEqual(Describe(state)))
        {
            return null;
        }

        using var stream = File.OpenRead(path);
        if (Convert.ToHexStringLower(SHA256.HashData(stream)) != note.Sha256)
        {
            return null;
        }

        stream.Position = 0;
        Fill(stream, state);
        return note.Step;
    }

    private static CheckpointNote? ReadNote(string folder)
    {
        var path = Path.Combine(folder, Note);
        try
        {
            return File.Exists(path) ? JsonSerializer.Deserialize<CheckpointNote>(File.ReadAllText(path)) : null;
        }
        catch (JsonException)
        {
            return null; // cut short by a loss of power
        }
    }

    private static void Fill(Stream stream, IReadOnlyList<(string Name, Tensor Tensor)> state)
    {
        using var frozen = no_grad();
        foreach (var (_, tensor) in state)
        {
            using var copy = empty_like(tensor, device: CPU);
            TensorPieces.ForEach(copy, (_, piece) => stream.ReadExactly(piece));
            _ = tensor.copy_(copy);
        }
    }

    private static string[] Describe(IReadOnlyList<(string Name, Tensor Tensor)> state) =>
        [.. state.Select(item => $"{item.Name} {item.Tensor.dtype} [{string.Join(", ", item.Tensor.shape)}]")];
}
