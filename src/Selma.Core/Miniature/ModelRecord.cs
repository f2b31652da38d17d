using System.Text;
using System.Text.Json;
using Selma.Core.Artifacts;

namespace Selma.Core.Miniature;

/// <summary>The record of the embedded model's training: every number in it was measured by the run that made the weights.</summary>
public sealed record ModelRecord
{
    private static readonly JsonSerializerOptions Json = new()
    {
        WriteIndented = true, NewLine = "\n", PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
    };

    /// <summary>How it was trained.</summary>
    public required MiniatureSettings Settings { get; init; }

    /// <summary>Parameters of each part.</summary>
    public required IReadOnlyDictionary<string, long> Parameters { get; init; }

    /// <summary>The autoencoder's mean loss over each hundred steps.</summary>
    public required IReadOnlyList<double> AutoencoderLosses { get; init; }

    /// <summary>The decoder's mean loss over each hundred steps of its own.</summary>
    public required IReadOnlyList<double> DecoderLosses { get; init; }

    /// <summary>The base model's mean loss over each hundred steps.</summary>
    public required IReadOnlyList<double> Losses { get; init; }

    /// <summary>The answerer on rendered scenes of the development prompts.</summary>
    public required Accuracy Rendered { get; init; }

    /// <summary>The answerer on the same scenes through the autoencoder.</summary>
    public required Accuracy ThroughAutoencoder { get; init; }

    /// <summary>The answerer on what the model draws for the prompts.</summary>
    public required Accuracy Drawn { get; init; }

    /// <summary>Mean losses over each hundred steps, to four decimals.</summary>
    internal static double[] Thin(IReadOnlyList<double> losses) => [.. losses.Chunk(100).Select(chunk => Math.Round(chunk.Average(), 4))];

    /// <summary>Writes the record.</summary>
    public void Write(string path) => AtomicFile.Write(path, stream =>
    {
        JsonSerializer.Serialize(stream, this, Json);
        stream.Write(Encoding.UTF8.GetBytes("\n"));
    });

    /// <summary>What people want to know of it.</summary>
    public IEnumerable<string> Lines() =>
    [
        .. Rendered.Lines("Answerer on rendered scenes"),
        .. ThroughAutoencoder.Lines("Answerer through the autoencoder"),
        .. Drawn.Lines("Images drawn for development prompts"),
    ];
}
