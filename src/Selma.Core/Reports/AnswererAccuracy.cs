namespace Selma.Core.Reports;

/// <summary>How often the answerer of the embedded world is right on scenes that are known to be right, 0..1.</summary>
/// <param name="Rendered">On rendered scenes.</param>
/// <param name="ThroughAutoencoder">On the same scenes through the model's autoencoder.</param>
/// <param name="Questions">Questions asked.</param>
internal sealed record AnswererAccuracy(double Rendered, double ThroughAutoencoder, int Questions)
{
    /// <summary>Reads the record of the embedded model's training.</summary>
    public static AnswererAccuracy Read(string path) => JsonFile.Read(path, root => new AnswererAccuracy(
        root.GetProperty("rendered").GetProperty("right").GetDouble(),
        root.GetProperty("through_autoencoder").GetProperty("right").GetDouble(),
        root.GetProperty("rendered").GetProperty("questions").GetInt32()));
}
