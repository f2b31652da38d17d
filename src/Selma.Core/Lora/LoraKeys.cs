using Selma.Core.Artifacts;
using static TorchSharp.torch;

namespace Selma.Core.Lora;

/// <summary>The keys of one layer in a LoRA file.</summary>
internal sealed record LoraKeys(string Path, string? Down, string? Up, string? Alpha)
{
    private const int Named = 5; // keys that an error lists

    /// <summary>All layers of a file.</summary>
    /// <exception cref="SelmaException">SELMA2221: keys that are none of a UNet's LoRA. SELMA2222: two keys for one factor.</exception>
    public static List<LoraKeys> Read(SafeTensors file)
    {
        ThrowIfUnknown(file);
        return [.. file.Names.GroupBy(name => LoraKey.Read(name)!.Value.Path, StringComparer.Ordinal).Select(layer => new LoraKeys(
            layer.Key,
            Single(file, layer, LoraRole.Down),
            Single(file, layer, LoraRole.Up),
            Single(file, layer, LoraRole.Alpha)))];
    }

    /// <summary>The number under a key, of whatever type; null for none, and for 0, which stands for none.</summary>
    public static double? ReadAlpha(SafeTensors file, string? key)
    {
        if (key is null)
        {
            return null;
        }

        if (file[key].Shape.Aggregate(1L, (product, size) => product * size) != 1)
        {
            throw LoraSite.NotWhole(file.Path, $"'{key}' is not one number");
        }

        using var scope = NewDisposeScope();
        var alpha = file.ReadTensor(key).to(ScalarType.Float64).reshape(1).item<double>();
        return !double.IsFinite(alpha) || alpha < 0
            ? throw LoraSite.NotWhole(file.Path, $"'{key}' is {alpha}")
            : alpha == 0 ? null : alpha;
    }

    private static string? Single(SafeTensors file, IEnumerable<string> names, LoraRole role)
    {
        var found = names.Where(name => LoraKey.Read(name)!.Value.Role == role).ToList();
        return found.Count <= 1
            ? found.FirstOrDefault()
            : throw LoraSite.NotWhole(file.Path, $"'{found[0]}' and '{found[1]}' are the same factor");
    }

    private static void ThrowIfUnknown(SafeTensors file)
    {
        var unknown = file.Names.Where(name => LoraKey.Read(name) is null).ToList();
        if (unknown.Count == 0 && file.Names.Count > 0)
        {
            return;
        }

        var listed = string.Join(", ", unknown.Take(Named)) + (unknown.Count > Named ? $" and {unknown.Count - Named} more" : "");
        var kind = unknown.Select(LoraKey.Kind).FirstOrDefault(kind => kind is not null);
        throw new SelmaException(
            "SELMA2221",
            unknown.Count == 0
                ? "The file holds no tensors, so no adapter. Give a LoRA file in the names of diffusers, PEFT or kohya."
                : $"These keys are no factors of a UNet's LoRA layers: {listed}. "
                    + (kind is null ? "Give a LoRA file in the names of diffusers, PEFT or kohya." : $"They are {kind}, which Selma does not read. Give a plain LoRA of the UNet alone."),
            new(file.Path));
    }
}
