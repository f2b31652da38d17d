using System.Globalization;
using Selma.Core.Models;
using Selma.Core.Models.Memory;
using Selma.Core.Numerics;
using Selma.Core.Pipeline;
using static TorchSharp.torch;

namespace Selma.Benchmarks;

/// <summary>What is measured in a process of its own.</summary>
/// <param name="Model">A model's folder, <c>middle</c>, <c>mini</c>, or one of <see cref="PublishedModel.Names"/>; weights are random.</param>
/// <param name="Kind"><c>draw</c>, <c>decode</c>, <c>encode</c>, <c>train</c> or <c>recompute</c>, which is training with gradient checkpointing.</param>
/// <param name="Dtype"><c>float32</c> or <c>bfloat16</c>.</param>
/// <param name="Pixels">Side of an image.</param>
/// <param name="Batch">Images at once; those that are drawn go through the network twice.</param>
/// <param name="Threads">Batches at the same time.</param>
internal sealed record MemoryCase(string Model, string Kind, string Dtype, int Pixels, int Batch, int Threads)
{
    public const int Rank = 128;

    /// <summary>Reads the words of a command line; null where they are none.</summary>
    public static MemoryCase? Read(string[] words) =>
        words is [var model, ("draw" or "decode" or "encode" or "train" or "recompute") and var kind, ("float32" or "bfloat16") and var dtype, var pixels, .. var rest] && rest.Length <= 2
            ? new(model, kind, dtype, Number(pixels), rest.Length > 0 ? Number(rest[0]) : 1, rest.Length > 1 ? Number(rest[1]) : 1)
            : null;

    public string[] Words => string.Create(CultureInfo.InvariantCulture, $"{Model} {Kind} {Dtype} {Pixels} {Batch} {Threads}").Split(' ');

    /// <summary>Shapes of the networks, made for images of this size.</summary>
    public ModelShape Shape
    {
        get
        {
            var shape = Known();
            return shape with { LatentSize = Pixels / shape.Vae.Downscale };
        }
    }

    public Compute Compute => new(CPU, Dtype == "bfloat16" ? ScalarType.BFloat16 : ScalarType.Float32);

    /// <summary>What a plan says of it; none of the pairs is cached here.</summary>
    public long Planned()
    {
        var memory = new ModelMemory(Shape, Dtype);
        return StageMemory.ProcessFor(memory.UNetWeights) + Kind switch
        {
            "draw" => memory.Steps(2 * Batch, (Pixels, Pixels), Threads),
            "decode" => memory.Decode(VaeBatch.Of(Batch, Pixels, Pixels), (Pixels, Pixels), Threads),
            "encode" => memory.Encode(0, false, Batch, tiled: false, Threads),
            _ => memory.Train(0, false, Rank, Batch, Threads, Kind == "recompute"),
        };
    }

    private static int Number(string text) => int.Parse(text, NumberStyles.None, CultureInfo.InvariantCulture);

    private ModelShape Known() => Model switch
    {
        "middle" => Narrow(PublishedModel.Shape("sd14")),
        "mini" => Find("models/selma-mini"),
        _ => Path.Exists(Model) ? Find(Model) : PublishedModel.Shape(Model),
    };

    /// <summary>The same with fewer channels in the denoising network.</summary>
    private static ModelShape Narrow(ModelShape shape) => shape with { UNet = shape.UNet with { BlockOutChannels = [128, 256, 512, 512] } };

    private static ModelShape Find(string folder) => ModelShape.Find(folder) ?? throw new ArgumentException($"'{folder}' is no model's folder.");
}
