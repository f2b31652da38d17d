using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using Selma.Core.Artifacts;

namespace Selma.Core.Scores;

/// <summary><c>6-scores/&lt;arm&gt;/&lt;benchmark&gt;.json</c>: how well an arm's images fulfil a benchmark's prompts. Scores run from 0 to 1.</summary>
public sealed record ScoreFile
{
    private static readonly JsonSerializerOptions Json = new()
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        IndentSize = 1,
        NewLine = "\n",
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        RespectNullableAnnotations = true,
        RespectRequiredConstructorParameters = true,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        WriteIndented = true,
    };

    /// <summary>The model that drew: <c>base</c>, <c>expert-coco</c>, <c>merged</c>.</summary>
    public required string Arm { get; init; }

    /// <summary>The benchmark's name: <c>shapes</c>, <c>dsg-1k-anns</c>.</summary>
    public required string Benchmark { get; init; }

    /// <summary>Who answered: <c>scenes</c>, or the name of a file of answers.</summary>
    public required string Answerer { get; init; }

    /// <summary>Images that were drawn for each prompt.</summary>
    public required int ImagesPerPrompt { get; init; }

    /// <summary>Prompts of the benchmark.</summary>
    public required int Prompts { get; init; }

    /// <summary>Questions of the benchmark, each counted once however many images there are.</summary>
    public required int Questions { get; init; }

    /// <summary>Answers, over all images, that are neither <c>yes</c> nor <c>no</c>, missing ones included; they score 0.</summary>
    public required int UnparsedAnswers { get; init; }

    /// <summary>Resamples of the bootstrap.</summary>
    public required int Resamples { get; init; }

    /// <summary>The experiment's seed, which the resamples are drawn with.</summary>
    public required ulong Seed { get; init; }

    /// <summary>Mean over all questions by SELMA's rule: the paper's "DSG".</summary>
    public required ScoreInterval DsgMicro { get; init; }

    /// <summary>Mean over items by the official rule: DSG's own number.</summary>
    public required ScoreInterval DsgMacro { get; init; }

    /// <summary>What the generation seed alone does; null with fewer than two images a prompt.</summary>
    public required SeedNoise? SeedNoise { get; init; }

    /// <summary>By category of question, the largest first.</summary>
    public required IReadOnlyList<CategoryScore> Categories { get; init; }

    /// <summary>By source of prompts, in the order of the benchmark.</summary>
    public required IReadOnlyList<SourceScore> Sources { get; init; }

    /// <summary>The arm against the base; null for the base itself.</summary>
    public required BaseComparison? AgainstBase { get; init; }

    /// <summary>Every prompt, image, question and answer, in the order of the benchmark.</summary>
    public required IReadOnlyList<ScoredItem> Items { get; init; }

    /// <summary>Reads a score file.</summary>
    /// <exception cref="SelmaException">SELMA2404: the file is missing or is no score file.</exception>
    public static ScoreFile Read(string path)
    {
        try
        {
            using var file = File.OpenRead(path);
            return JsonSerializer.Deserialize<ScoreFile>(file, Json) ?? throw new JsonException("The file holds null.");
        }
        catch (JsonException e)
        {
            throw new SelmaException(
                "SELMA2404", $"This is no score file: {e.Message} Delete it and build the target 'Scores' again.",
                new(path, (int)(e.LineNumber + 1 ?? 0), (int)(e.BytePositionInLine + 1 ?? 0)), e);
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new SelmaException("SELMA2404", "The score file is missing. Build the target 'Scores' again.", new(path), e);
        }
    }

    /// <summary>This arm against any other on the same prompts, merged against joint for instance: as <see cref="AgainstBase"/> is made.</summary>
    /// <param name="other">The arm whose scores are taken away.</param>
    /// <param name="cancellation">Stops between resamples.</param>
    /// <exception cref="SelmaException">SELMA2404: the arms were scored on different prompts.</exception>
    public BaseComparison Against(ScoreFile other, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(other);
        return Items.Select(item => item.Signature).SequenceEqual(other.Items.Select(item => item.Signature))
            ? new ScoreSummary(Seed, Resamples, cancellation).Compare(Items, other.Items)
            : throw new SelmaException("SELMA2404", $"'{Arm}' and '{other.Arm}' were scored on other prompts. Build the target 'Scores' again.");
    }

    /// <summary>Writes the file; equal scores give equal bytes.</summary>
    public void Write(string path) => AtomicFile.Write(path, stream =>
    {
        JsonSerializer.Serialize(stream, this, Json);
        stream.WriteByte((byte)'\n');
    });
}
