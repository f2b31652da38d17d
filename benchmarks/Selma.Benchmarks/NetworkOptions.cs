using System.Globalization;
using static TorchSharp.torch;

namespace Selma.Benchmarks;

/// <summary>What a benchmark of a network runs.</summary>
/// <param name="Model">One of <see cref="PublishedModel.Names"/>.</param>
/// <param name="Pixels">Side of the image.</param>
/// <param name="Dtype">Type of weights and activations.</param>
/// <param name="Runs">How often each variant runs, after one run that does not count.</param>
internal sealed record NetworkOptions(string Model, int Pixels, ScalarType Dtype, int Runs)
{
    private const int Downscale = 8;

    /// <summary>Side of the latent.</summary>
    public int Side => Pixels / Downscale;

    public override string ToString() => $"{Model}, {Pixels} px, {Dtype}, {get_num_threads()} threads";

    /// <summary>From the command line: model, pixels, type, runs; each may be left out from the end.</summary>
    public static NetworkOptions Parse(IReadOnlyList<string> args)
    {
        string At(int index, string otherwise) => args.Count > index ? args[index] : otherwise;
        return new(
            At(0, "sd14"),
            int.Parse(At(1, "256"), NumberStyles.None, CultureInfo.InvariantCulture),
            Enum.Parse<ScalarType>(At(2, "bfloat16"), ignoreCase: true),
            int.Parse(At(3, "5"), NumberStyles.None, CultureInfo.InvariantCulture));
    }
}
