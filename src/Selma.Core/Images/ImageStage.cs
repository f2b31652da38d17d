using System.Globalization;
using System.Security.Cryptography;
using Selma.Core.Artifacts;
using Selma.Core.Diffusion;
using Selma.Core.Models;
using Selma.Core.Numerics;

namespace Selma.Core.Images;

/// <summary>Stage 2: the model draws each prompt itself (paper, section 3.2).</summary>
/// <param name="model">Draws.</param>
/// <param name="settings">How.</param>
/// <param name="seed">The experiment's seed.</param>
public sealed class ImageStage(TextToImageModel model, ImageSettings settings, ulong seed)
{
    /// <summary>Raised when the same inputs give other images.</summary>
    public const int Version = 2;

    private const int SmallImage = 128;

    /// <summary>Parameters up to which a network leaves most of a core's time to the calls around it.</summary>
    private const long SmallNetwork = 50_000_000;

    private readonly Denoiser _denoiser = new(model, settings.ToDenoising());

    /// <summary>Images of a batch: cut at fixed places, since another batch size changes the last bits of a convolution.</summary>
    internal int BatchSize { get; init; } = model.ImageSize <= SmallImage ? 20 : 4;

    /// <summary>
    /// Batches drawn at the same time. A large model fills the machine by itself; small ones draw side by side, a thread for each batch.
    /// </summary>
    internal int Workers { get; init; } =
        model.Compute.Device.type == TorchSharp.DeviceType.CPU && model.UNet.parameters().Sum(parameter => parameter.numel()) <= SmallNetwork
            ? Environment.ProcessorCount
            : 1;

    /// <summary>Draws an image for each prompt; a stopped run goes on with the first batch that is not finished.</summary>
    /// <param name="stream">Names the random numbers: the skill or benchmark.</param>
    /// <param name="prompts">What to draw, in order.</param>
    /// <param name="work">Gets <c>000000.png</c> and so on, and <c>metadata.jsonl</c>.</param>
    /// <param name="progress">Told the number of images after every batch.</param>
    /// <param name="cancellation">Stops between denoising steps and keeps finished batches.</param>
    public void Run(
        string stream, IReadOnlyList<string> prompts, WorkFolder work, IProgress<StageProgress> progress, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(work);
        ArgumentNullException.ThrowIfNull(progress);
        var lines = Lines(stream, prompts);
        DeleteOthers(work.Output, lines);
        using var journal = new Journal<FinishedImage>(Path.Combine(work.State, "journal.jsonl"), $"images-{Version}");
        var finished = Verified(journal.Entries, work.Output);
        var batches = lines.Chunk(BatchSize).Where(batch => !batch.All(line => finished.Contains(line.FileName))).ToArray();
        var done = lines.Count - batches.Sum(batch => batch.Length);
        progress.Report(new(done, lines.Count, "images"));
        using var threads = new WorkerThreads(Workers);
        threads.Run(batches.Length, index =>
        {
            var entries = Draw(batches[index], work.Output, cancellation);
            lock (journal)
            {
                journal.Append(entries);
                done += entries.Length;
                progress.Report(new(done, lines.Count, "images"));
            }
        });
        ImageFolder.Write(work.Output, lines);
    }

    private static HashSet<string> Verified(IEnumerable<FinishedImage> entries, string folder) =>
    [
        .. entries.Where(entry => Path.Combine(folder, entry.File) is var path && File.Exists(path)
            && Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(path))) == entry.Sha256).Select(entry => entry.File),
    ];

    /// <summary>A killed run may leave a half-written file of a temporary name behind.</summary>
    private static void DeleteOthers(string folder, IEnumerable<ImageLine> lines)
    {
        foreach (var path in Directory.EnumerateFiles(folder).ExceptBy(lines.Select(line => line.FileName), Path.GetFileName).ToArray())
        {
            File.Delete(path);
        }
    }

    private List<ImageLine> Lines(string stream, IReadOnlyList<string> prompts) =>
    [
        .. prompts.SelectMany(prompt => Enumerable.Repeat(prompt, settings.PerPrompt)).Select((prompt, index) => new ImageLine(
            string.Create(CultureInfo.InvariantCulture, $"{index:D6}.png"), prompt, Noise.Seed(seed, $"{stream}/images", index))),
    ];

    private FinishedImage[] Draw(ImageLine[] batch, string folder, CancellationToken cancellation)
    {
        var images = _denoiser.Draw([.. batch.Select(line => line.Text)], [.. batch.Select(line => line.Seed)], cancellation);
        return [.. batch.Zip(images, (line, rgb) => Save(folder, line.FileName, rgb))];
    }

    private FinishedImage Save(string folder, string name, byte[] rgb)
    {
        var png = Png.Encode(rgb, _denoiser.Width, _denoiser.Height);
        AtomicFile.WriteBytes(Path.Combine(folder, name), png);
        return new(name, Convert.ToHexStringLower(SHA256.HashData(png)));
    }
}
