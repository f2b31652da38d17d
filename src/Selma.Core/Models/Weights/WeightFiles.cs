using System.Text.Json;
using Selma.Core.Artifacts;
using Selma.Core.Models.SingleFile;

namespace Selma.Core.Models.Weights;

/// <summary>The weights of one part of a model, in one file or in shards.</summary>
internal sealed class WeightFiles : IDisposable
{
    private readonly Dictionary<string, WeightTensor> _tensors = new(StringComparer.Ordinal);
    private readonly List<ITensorFile> _files = [];

    private WeightFiles(string path) => Path = path;

    /// <summary>The file, or the index of the shards.</summary>
    public string Path { get; }

    /// <summary>Names of all tensors.</summary>
    public IReadOnlyCollection<string> Names => _tensors.Keys;

    /// <summary>Opens the files of a part.</summary>
    /// <param name="folder">The part's folder.</param>
    /// <param name="stem">As <see cref="WeightFileName.Find"/>.</param>
    /// <param name="variant">As <see cref="WeightFileName.Find"/>.</param>
    /// <exception cref="SelmaException">SELMA2115: no such file; SELMA2116: a bad index; and those of <see cref="SafeTensors.Open"/>.</exception>
    public static WeightFiles Open(string folder, string stem, string? variant)
    {
        var files = new WeightFiles(CheckpointPointer.Find(folder)?.File ?? WeightFileName.Find(folder, stem, variant));
        try
        {
            files.OpenAll(folder);
            return files;
        }
        catch
        {
            files.Dispose();
            throw;
        }
    }

    /// <summary>A tensor.</summary>
    public WeightTensor this[string name] => _tensors[name];

    /// <inheritdoc/>
    public void Dispose() => _files.ForEach(file => file.Dispose());

    private void OpenAll(string folder)
    {
        if (CheckpointPointer.Find(folder) is { } pointer)
        {
            AddPart(pointer, System.IO.Path.GetFileName(folder));
            return;
        }

        if (!WeightFileName.IsIndex(Path))
        {
            Add(Path, null);
            return;
        }

        foreach (var shard in ReadIndex().GroupBy(entry => entry.Value, entry => entry.Key, StringComparer.Ordinal))
        {
            Add(System.IO.Path.Combine(folder, PlainName(shard.Key)), shard);
        }
    }

    /// <summary>Cuts a part out of a file that holds a whole model.</summary>
    private void AddPart(CheckpointPointer pointer, string part)
    {
        var file = TensorFile.Open(pointer.File);
        _files.Add(file);
        foreach (var (target, source, cut) in CheckpointNames.Of(pointer.Kind, part, file.Names))
        {
            _tensors[target] = new(file, source, cut);
        }
    }

    private void Add(string path, IEnumerable<string>? names)
    {
        var file = TensorFile.Open(path);
        _files.Add(file);
        foreach (var name in names ?? file.Names)
        {
            _tensors[name] = file.Contains(name)
                ? new(file, name)
                : throw BadIndex($"it puts '{name}' into {System.IO.Path.GetFileName(path)}, which lacks it");
        }
    }

    private Dictionary<string, string> ReadIndex()
    {
        try
        {
            using var document = JsonDocument.Parse(File.ReadAllBytes(Path));
            return document.RootElement.GetProperty("weight_map").Deserialize<Dictionary<string, string>>()!;
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException or IOException)
        {
            throw BadIndex($"it cannot be read: {e.Message.TrimEnd('.')}", e);
        }
    }

    private string PlainName(string name) => name.AsSpan().IndexOfAny('/', '\\') < 0 && name is not (".." or "." or "")
        ? name
        : throw BadIndex($"it names the file '{name}' outside its folder");

    private SelmaException BadIndex(string what, Exception? inner = null) =>
        new("SELMA2116", $"The index of the model's shards is bad: {what}. Copy the model's folder anew.", new(Path), inner);
}
