using Selma.Core.Artifacts;
using Selma.Core.Diffusion;
using Selma.Core.Models;
using Selma.Core.Numerics;

namespace Selma.Core.Images;

/// <summary>Draws a folder of images, batch by batch with a journal; a stopped run goes on with the first batch that is not finished.</summary>
/// <param name="model">Draws.</param>
/// <param name="settings">How.</param>
internal sealed class ImageDrawing(TextToImageModel model, ImageSettings settings)
{
    private readonly Denoiser _denoiser = new(model, settings.ToDenoising());

    /// <summary>Images of a batch.</summary>
    public int BatchSize { get; init; } = DrawingBatches.SizeFor(model.ImageSize);

    /// <summary>Batches drawn at the same time.</summary>
    public int Workers { get; init; } = DrawingBatches.WorkersFor(
        model.UNet.parameters().Sum(parameter => parameter.numel()), model.Compute.Device.type == TorchSharp.DeviceType.CPU);

    /// <summary>Draws an image for each line.</summary>
    /// <param name="lines">File name, prompt and seed of each image, in order.</param>
    /// <param name="folder">Gets the images and <c>metadata.jsonl</c>; other files in it are deleted.</param>
    /// <param name="state">Holds the journal.</param>
    /// <param name="key">What the images depend on, beside what the folder of the stage is for.</param>
    /// <param name="progress">Told the number of images after every batch.</param>
    /// <param name="cancellation">Stops between denoising steps and keeps finished batches.</param>
    public void Run(
        IReadOnlyList<ImageLine> lines, string folder, string state, string key, IProgress<StageProgress> progress, CancellationToken cancellation)
    {
        DeleteOthers(folder, lines);
        using var journal = new Journal<FinishedImage>(Path.Combine(state, "journal.jsonl"), key);
        var finished = Verified(journal.Entries, folder);
        var batches = lines.Chunk(BatchSize).Where(batch => !batch.All(line => finished.Contains(line.FileName))).ToArray();
        var done = lines.Count - batches.Sum(batch => batch.Length);
        progress.Report(new(done, lines.Count, "images"));
        using var threads = new WorkerThreads(Workers);
        threads.Run(batches.Length, index =>
        {
            var entries = Draw(batches[index], folder, cancellation);
            lock (journal)
            {
                journal.Append(entries);
                done += entries.Length;
                progress.Report(new(done, lines.Count, "images"));
            }
        });
        ImageFolder.Write(folder, lines);
    }

    private static HashSet<string> Verified(IEnumerable<FinishedImage> entries, string folder) =>
    [
        .. entries.Where(entry => Path.Combine(folder, entry.File) is var path && File.Exists(path)
            && Digest.OfBytes(File.ReadAllBytes(path)) == entry.Sha256).Select(entry => entry.File),
    ];

    /// <summary>A killed run may leave a half-written file of a temporary name behind.</summary>
    private static void DeleteOthers(string folder, IEnumerable<ImageLine> lines)
    {
        foreach (var path in Directory.EnumerateFiles(folder).ExceptBy(lines.Select(line => line.FileName), Path.GetFileName).ToArray())
        {
            File.Delete(path);
        }
    }

    private FinishedImage[] Draw(ImageLine[] batch, string folder, CancellationToken cancellation)
    {
        var images = _denoiser.Draw([.. batch.Select(line => line.Text)], [.. batch.Select(line => line.Seed)], cancellation);
        return [.. batch.Zip(images, (line, rgb) => Save(folder, line.FileName, rgb))];
    }

    private FinishedImage Save(string folder, string name, byte[] rgb)
    {
        var png = Png.Encode(rgb, _denoiser.Width, _denoiser.Height);
        AtomicFile.WriteBytes(Path.Combine(folder, name), png);
        return new(name, Digest.OfBytes(png));
    }
}
