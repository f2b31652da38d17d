using Selma.Core.Artifacts;

namespace Selma.Core.Lora;

/// <summary>An adapter's file, opened: shapes are known, factors are read layer by layer. Whatever its names, it is told from its keys.</summary>
/// <remarks>
/// A file may give every layer a rank and alpha of its own. What is read has one rank, smaller layers being padded with zeros, and one
/// scale; where scales differ they go into B. diffusers takes the most frequent alpha for all layers instead (training.md 5.1).
/// </remarks>
internal sealed class LoraReader : IDisposable
{
    private readonly SafeTensors _file;
    private readonly SortedDictionary<string, LoraSite> _sites;

    private LoraReader(SafeTensors file, SortedDictionary<string, LoraSite> sites)
    {
        (_file, _sites) = (file, sites);
        Rank = sites.Values.Max(site => site.Rank);
        var scale = sites.Values.First().Scale;
        Scale = sites.Values.All(site => site.Scale == scale) ? scale : 1;
        Metadata = file.Metadata.Where(entry => entry.Key is not "format" && entry.Key != LoraConfig.MetadataKey && !KohyaMetadata.Has(entry.Key)).ToDictionary();
    }

    /// <summary>The layers by path, in the order in which an adapter visits its model.</summary>
    public IReadOnlyDictionary<string, LoraSite> Sites => _sites;

    /// <summary>The rank of what is read.</summary>
    public long Rank { get; }

    /// <summary>alpha / rank of what is read.</summary>
    public double Scale { get; }

    /// <summary>Strings kept beside the factors, without those that say how the file is written.</summary>
    public IReadOnlyDictionary<string, string> Metadata { get; }

    /// <summary>Opens a file, or a folder of PEFT.</summary>
    public static LoraReader Open(string path)
    {
        var file = SafeTensors.Open(Directory.Exists(path) ? Path.Combine(path, PeftConfig.WeightsName) : path);
        try
        {
            return new(file, ReadSites(file));
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    /// <summary>The factors of a layer, float32, with <see cref="Rank"/> and <see cref="Scale"/>.</summary>
    public LoraLayer Read(string path) => _sites[path].Read(_file, Rank, Scale);

    /// <inheritdoc/>
    public void Dispose() => _file.Dispose();

    private static SortedDictionary<string, LoraSite> ReadSites(SafeTensors file)
    {
        var keys = LoraKeys.Read(file);
        var config = PeftConfig.Beside(file.Path) ?? LoraConfig.Read(file.Metadata, file.Path);
        if (config is not null && keys.Find(layer => layer.Alpha is not null) is { } twice)
        {
            throw LoraSite.NotWhole(file.Path, $"'{twice.Alpha}' and the configuration both give alpha");
        }

        return new(
            keys.ToDictionary(
                layer => layer.Path,
                layer => LoraSite.Of(file, layer.Path, layer.Down, layer.Up, rank => config?.Scale(layer.Path, rank) ?? LoraKeys.ReadAlpha(file, layer.Alpha) / rank ?? 1)),
            LayerOrder.Comparer);
    }
}
