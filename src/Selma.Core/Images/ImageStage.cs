using System.Globalization;
using Selma.Core.Artifacts;
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
    public const int Version = 3;

    /// <summary>How images are drawn.</summary>
    internal ImageDrawing Drawing { get; init; } = new(model, settings);

    /// <summary>Draws an image for each prompt; a stopped run goes on with the first batch that is not finished.</summary>
    /// <param name="stream">Names the random numbers: the skill.</param>
    /// <param name="prompts">What to draw, in order.</param>
    /// <param name="work">Gets <c>000000.png</c> and so on, and <c>metadata.jsonl</c>.</param>
    /// <param name="progress">Told the number of images after every batch.</param>
    /// <param name="cancellation">Stops between denoising steps and keeps finished batches.</param>
    public void Run(
        string stream, IReadOnlyList<string> prompts, WorkFolder work, IProgress<StageProgress> progress, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(work);
        ArgumentNullException.ThrowIfNull(progress);
        Drawing.Run(Lines(stream, prompts), work.Output, work.State, $"images-{Version}", progress, cancellation);
    }

    private List<ImageLine> Lines(string stream, IReadOnlyList<string> prompts) =>
    [
        .. prompts.SelectMany(prompt => Enumerable.Repeat(prompt, settings.PerPrompt)).Select((prompt, index) => new ImageLine(
            string.Create(CultureInfo.InvariantCulture, $"{index:D6}.png"), prompt, Noise.Seed(seed, $"{stream}/images", index))),
    ];
}
