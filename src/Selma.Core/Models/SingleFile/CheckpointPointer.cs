using System.Text.Json;
using Selma.Core.Artifacts;

namespace Selma.Core.Models.SingleFile;

/// <summary>Says, in a model's folder, that its weights lie in one file elsewhere: <c>single_file.json</c>.</summary>
/// <param name="File">The checkpoint.</param>
/// <param name="Kind">What it is a checkpoint of.</param>
internal sealed record CheckpointPointer(string File, CheckpointKind Kind)
{
    private const string Name = "single_file.json";

    /// <summary>The pointer in a model's folder, looked for from the folder of one of its parts; null where there is none.</summary>
    /// <exception cref="SelmaException">SELMA2111: unreadable.</exception>
    public static CheckpointPointer? Find(string part)
    {
        var path = Path.Combine(Path.GetDirectoryName(Path.GetFullPath(part))!, Name);
        if (!System.IO.File.Exists(path))
        {
            return null;
        }

        var file = ConfigFile.Read(path);
        return Enum.TryParse<CheckpointKind>(file.Text("kind", null), out var kind) && file.Text("file", null) is { } checkpoint
            ? new(checkpoint, kind)
            : throw new SelmaException("SELMA2111", "The file does not say which checkpoint it stands for. Delete its folder and build again.", new(path));
    }

    /// <summary>Writes it, if it is not there as it should be.</summary>
    public void Write(string folder)
    {
        if (Find(Path.Combine(folder, "part")) != this)
        {
            AtomicFile.WriteText(Path.Combine(folder, Name), $"{{\n  \"file\": {JsonSerializer.Serialize(File)},\n  \"kind\": \"{Kind}\"\n}}\n");
        }
    }
}
