using System.Globalization;
using Selma.Core.Artifacts;

namespace Selma.Core.Scores;

/// <summary>The images that an arm drew for a benchmark: <c>&lt;item id&gt;.png</c>, or <c>&lt;item id&gt;-&lt;k&gt;.png</c> where there are several.</summary>
internal static class SampleFolder
{
    /// <summary>Matches a folder's images with a benchmark's items.</summary>
    /// <returns>As many images for each item, in the order of the benchmark and of k.</returns>
    /// <exception cref="SelmaException">SELMA2403: the folder does not hold the benchmark's images, no more and no fewer.</exception>
    public static IReadOnlyList<IReadOnlyList<Sample>> Read(string folder, DsgBenchmark benchmark)
    {
        var items = benchmark.Items.ToDictionary(item => item.Id);
        var found = benchmark.Items.ToDictionary(item => item.Id, _ => new SortedList<int, Sample>());
        var lines = Lines(folder);
        for (var i = 0; i < lines.Count; i++)
        {
            var (item, k) = Find(lines[i].FileName, items)
                ?? throw Wrong($"'{lines[i].FileName}' is no image of the benchmark's items.", folder, i + 1);
            if (lines[i].Text != item.Text)
            {
                throw Wrong($"'{lines[i].FileName}' was drawn for '{lines[i].Text}', and the benchmark asks for '{item.Text}'.", folder, i + 1);
            }

            if (!found[item.Id].TryAdd(k, new(item, lines[i].FileName, lines[i].Seed)))
            {
                throw Wrong($"'{lines[i].FileName}' stands here twice.", folder, i + 1);
            }
        }

        var most = found.Values.Max(samples => samples.Count);
        return benchmark.Items.FirstOrDefault(item => most == 0 || found[item.Id].Count != most) is { } lacking
            ? throw Wrong($"The item '{lacking.Id}' has {found[lacking.Id].Count} images, and there should be {Math.Max(1, most)}.", folder, line: 0)
            : [.. benchmark.Items.Select(item => found[item.Id].Values.ToList())];
    }

    private static IReadOnlyList<ImageLine> Lines(string folder)
    {
        try
        {
            return ImageFolder.Read(folder);
        }
        catch (SelmaException e) when (e.Place is { } place)
        {
            throw Wrong("The list of samples is missing or malformed.", folder, place.Line, e);
        }
    }

    private static (DsgItem Item, int K)? Find(string fileName, Dictionary<string, DsgItem> items)
    {
        var name = Path.ChangeExtension(fileName, null);
        if (items.TryGetValue(name, out var only))
        {
            return (only, 0);
        }

        var dash = name.LastIndexOf('-');
        return dash > 0 && items.TryGetValue(name[..dash], out var item)
            && int.TryParse(name.AsSpan(dash + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var k) ? (item, k) : null;
    }

    private static SelmaException Wrong(string reason, string folder, int line, Exception? inner = null) =>
        new("SELMA2403", reason + " Build the target 'Samples' again.", new(Path.Combine(folder, "metadata.jsonl"), line), inner);
}
