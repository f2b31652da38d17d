using System.Globalization;
using Selma.Core.Artifacts;
using Selma.Core.Images;
using Selma.Core.Lora;
using Selma.Core.Models;
using Selma.Core.Numerics;

namespace Selma.Core.Samples;

/// <summary>Stage 5: an arm, which is the model alone or with an adapter, draws a benchmark's prompts (paper, section 4.2).</summary>
/// <param name="model">Draws; an adapter is added to its weights, so that it is of no further use to another arm.</param>
/// <param name="settings">How; <see cref="ImageSettings.PerPrompt"/> images of each prompt.</param>
/// <param name="seed">The experiment's seed. Noise is a function of it, the prompt's id and the number of the image: the same for all arms.</param>
public sealed class SampleStage(TextToImageModel model, ImageSettings settings, ulong seed)
{
    /// <summary>Raised when the same inputs give other images.</summary>
    public const int Version = 2;

    /// <summary>How images are drawn.</summary>
    internal ImageDrawing Drawing { get; init; } = new(model, settings);

    /// <summary>Draws every prompt; a stopped run goes on with the first batch that is not finished.</summary>
    /// <param name="benchmark">Names the folder.</param>
    /// <param name="prompts">What to draw, in order.</param>
    /// <param name="adapter">A file of LoRA weights; null: the model as it is.</param>
    /// <param name="work">Gets <c>&lt;benchmark&gt;/&lt;id&gt;.png</c>, with several images a prompt <c>&lt;id&gt;-1.png</c> and so on, and <c>metadata.jsonl</c>.</param>
    /// <param name="progress">Told the number of images after every batch.</param>
    /// <param name="cancellation">Stops between denoising steps and keeps finished batches.</param>
    /// <exception cref="SelmaException">
    /// SELMA2261: ids that cannot name files; SELMA2223: the adapter does not fit the model; and the errors of reading it.
    /// </exception>
    public void Run(
        string benchmark,
        IReadOnlyList<SamplePrompt> prompts,
        string? adapter,
        WorkFolder work,
        IProgress<StageProgress> progress,
        CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(work);
        ArgumentNullException.ThrowIfNull(progress);
        var lines = Lines(prompts);
        if (adapter is not null)
        {
            using var weights = LoraWeights.Read(adapter);
            LoraFusion.Fuse(model.UNet, weights);
        }

        var folder = Path.Combine(work.Output, benchmark);
        _ = Directory.CreateDirectory(folder);
        Drawing.Run(lines, folder, work.State, $"samples-{Version}", progress, cancellation);
    }

    private List<ImageLine> Lines(IReadOnlyList<SamplePrompt> prompts)
    {
        var names = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        var bad = prompts.FirstOrDefault(prompt => !IsFileName(prompt.Id) || !names.Add(prompt.Id));
        return bad is null
            ? [.. prompts.SelectMany(prompt => Enumerable.Range(1, settings.PerPrompt).Select(image => Line(prompt, image)))]
            : throw new SelmaException(
                "SELMA2261", $"The benchmark's id '{bad.Id}' cannot name an image: ids must differ and be of letters, digits, '-', '_' and '.'. Change it in the file.");
    }

    private ImageLine Line(SamplePrompt prompt, int image) => new(
        settings.PerPrompt == 1 ? $"{prompt.Id}.png" : string.Create(CultureInfo.InvariantCulture, $"{prompt.Id}-{image}.png"),
        prompt.Text,
        Noise.Seed(seed, $"samples/{prompt.Id}", image));

    private static bool IsFileName(string id) =>
        id.Length > 0 && id[0] != '.' && id.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '-' or '_' or '.');
}
