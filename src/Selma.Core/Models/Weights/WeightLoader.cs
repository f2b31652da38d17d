using static TorchSharp.torch;

namespace Selma.Core.Models.Weights;

/// <summary>Fills a network from files, after checking that names and shapes agree one to one.</summary>
/// <remarks>TorchSharp's own <c>load_state_dict</c> compares names only and stretches a wrong shape that happens to broadcast.</remarks>
internal static class WeightLoader
{
    private const int Shown = 4;

    /// <summary>Copies every tensor into the parameter of its name, converting to the network's type.</summary>
    /// <param name="module">The network.</param>
    /// <param name="files">Its weights.</param>
    /// <param name="rename">A file's name for a tensor -> the network's; null to leave it out.</param>
    /// <exception cref="SelmaException">SELMA2117: tensors are missing, unexpected or of another shape.</exception>
    public static void Load(nn.Module module, WeightFiles files, Func<string, string?> rename)
    {
        var parameters = module.state_dict();
        var sources = files.Names.Select(name => (Name: rename(name), Source: name)).Where(entry => entry.Name is not null)
            .ToDictionary(entry => entry.Name!, entry => entry.Source, StringComparer.Ordinal);
        Check(parameters, sources, files);
        using var off = no_grad();
        foreach (var (name, parameter) in parameters)
        {
            files[sources[name]].CopyTo(parameter);
        }
    }

    private static void Check(Dictionary<string, Tensor> parameters, Dictionary<string, string> sources, WeightFiles files)
    {
        var missing = parameters.Keys.Where(name => !sources.ContainsKey(name));
        var unexpected = sources.Keys.Where(name => !parameters.ContainsKey(name));
        var misshapen = parameters
            .Where(entry => sources.TryGetValue(entry.Key, out var source) && !entry.Value.shape.SequenceEqual(files[source].Shape ?? []))
            .Select(entry => $"{entry.Key} is [{string.Join(", ", files[sources[entry.Key]].Shape ?? [])}] instead of [{string.Join(", ", entry.Value.shape)}]");
        string[] faults = [.. Describe("missing", missing), .. Describe("not expected", unexpected), .. Describe("of another shape", misshapen)];
        if (faults.Length > 0)
        {
            throw new SelmaException(
                "SELMA2117",
                $"The weights do not fit config.json beside them: {string.Join("; ", faults)}. Copy the model's folder anew.",
                new(files.Path));
        }
    }

    private static IEnumerable<string> Describe(string what, IEnumerable<string> names)
    {
        string[] all = [.. names.Order(StringComparer.Ordinal)];
        if (all.Length > 0)
        {
            var more = all.Length > Shown ? $" and {all.Length - Shown} more" : "";
            yield return $"{all.Length} {what}: {string.Join(", ", all.Take(Shown))}{more}";
        }
    }
}
