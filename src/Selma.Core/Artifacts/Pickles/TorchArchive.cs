namespace Selma.Core.Artifacts.Pickles;

/// <summary>The parts of a PyTorch file: a pickle that names tensors, and their bytes beside it.</summary>
internal static class TorchArchive
{
    private const string Pickle = "data.pkl";
    private const int LargestPickle = 32 << 20;
    private const int DeepestStateDict = 8;

    /// <summary>How files of PyTorch before 1.6 begin: the pickled number 0x1950a86a20f9469cfc6c.</summary>
    private static readonly byte[] LegacyStart = [0x80, 0x02, 0x8a, 0x0a, 0x6c, 0xfc, 0x9c, 0x46, 0xf9, 0x20, 0x6a, 0xa8, 0x50, 0x19];

    /// <summary>The tensors of a file's state dict by name.</summary>
    /// <param name="file">The file.</param>
    /// <param name="path">Its path, for errors.</param>
    /// <param name="isStrict">As <see cref="PickleMachine.Read"/>.</param>
    /// <exception cref="SelmaException">SELMA2102, SELMA2131, SELMA2132, SELMA2133.</exception>
    public static IReadOnlyDictionary<string, PickleTensor> Read(Stream file, string path, bool isStrict)
    {
        CheckStart(file, path);
        var entries = ZipDirectory.Read(file, path);
        var pickles = entries.Values.Where(entry => entry.Name.Split('/') is [_, Pickle]).ToList();
        if (pickles is not [var pickle] || pickle.Length > LargestPickle)
        {
            throw Bad(path, pickles.Count == 1 ? $"its {Pickle} has {pickles[0].Length} bytes" : $"it has no {Pickle}, or several");
        }

        var root = pickle.Name[..^Pickle.Length];
        if (entries.TryGetValue(root + "byteorder", out var order) && !Bytes(file, order with { Length = Math.Min(order.Length, 16) }).SequenceEqual("little"u8.ToArray()))
        {
            throw Bad(path, "its bytes are not in little-endian order");
        }

        var reader = new PickleReader(Bytes(file, pickle), path);
        var value = PickleMachine.Read(reader, name => entries.GetValueOrDefault($"{root}data/{name}"), isStrict);
        return Tensors(value, reader);
    }

    private static void CheckStart(Stream file, string path)
    {
        var start = new byte[Math.Min(file.Length, 64)];
        file.Position = 0;
        file.ReadExactly(start);
        GitLfs.ThrowIfPointer(start, path);
        if (start.AsSpan().StartsWith(LegacyStart))
        {
            throw new SelmaException(
                "SELMA2133",
                "The file is in the format of PyTorch before 1.6, whose layout only executing it reveals. Load and save it with a newer PyTorch, or use a safetensors file.",
                new(path));
        }
    }

    private static Dictionary<string, PickleTensor> Tensors(object? value, PickleReader reader)
    {
        for (var depth = 0; depth < DeepestStateDict && Inner(value) is { } inner; depth++)
        {
            value = inner;
        }

        if (value is not PickleMap map)
        {
            throw reader.Bad("it holds no dictionary of tensors");
        }

        var tensors = new Dictionary<string, PickleTensor>(StringComparer.Ordinal);
        foreach (var (key, item) in map.Entries)
        {
            if (key is string name && item is PickleTensor tensor && !tensors.TryAdd(name, tensor))
            {
                throw reader.Bad($"it holds the tensor '{name}' twice");
            }
        }

        return tensors;
    }

    /// <summary>Training checkpoints keep the weights under <c>state_dict</c>.</summary>
    private static PickleMap? Inner(object? value) =>
        (value as PickleMap)?.Entries.FirstOrDefault(entry => entry is { Key: "state_dict", Value: PickleMap }).Value as PickleMap;

    private static byte[] Bytes(Stream file, ZipEntry entry)
    {
        var bytes = new byte[entry.Length];
        file.Position = entry.Offset;
        file.ReadExactly(bytes);
        return bytes;
    }

    private static SelmaException Bad(string path, string what) =>
        new("SELMA2131", $"This is not a whole PyTorch file: {what}. Copy or download it again.", new(path));
}
