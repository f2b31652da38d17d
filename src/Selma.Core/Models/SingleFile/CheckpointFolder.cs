using Selma.Core.Artifacts;

namespace Selma.Core.Models.SingleFile;

/// <summary>Makes a model's folder for a single-file checkpoint: what the file lacks, and a pointer to it. No weights are copied.</summary>
internal static class CheckpointFolder
{
    private const string Velocity = "v_prediction";
    private static readonly string[] TokenizerFiles = ["vocab.json", "merges.txt"];

    /// <summary>Writes the folder, or what differs in it.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="checkpoint">The file.</param>
    /// <param name="prediction">What the model predicts, <c>epsilon</c> or <c>v_prediction</c>; null where that is not said.</param>
    /// <param name="tokenizer">A folder with <c>vocab.json</c> and <c>merges.txt</c> of CLIP, or with a folder <c>tokenizer</c> that has them.</param>
    /// <exception cref="SelmaException">
    /// SELMA2134: no such checkpoint. SELMA2135: what the file does not hold is missing. And those of <see cref="TensorFile.Open"/>.
    /// </exception>
    public static void Write(string folder, string checkpoint, string? prediction, string tokenizer)
    {
        var kind = KindOf(checkpoint);
        if (kind == CheckpointKind.StableDiffusion2 && prediction is null)
        {
            throw new SelmaException(
                "SELMA2135",
                "This is Stable Diffusion 2, of which there are two, and the file does not say which: " +
                "add prediction_type: v_prediction (768 pixels) or epsilon (512 pixels, 'base') to the model's row in models.yaml.",
                new(checkpoint));
        }

        foreach (var (path, text) in PublishedConfigs.Of(kind, prediction == Velocity))
        {
            WriteIfOther(Path.Combine(folder, path), System.Text.Encoding.UTF8.GetBytes(text + "\n"));
        }

        var parts = kind == CheckpointKind.StableDiffusionXL ? new[] { "tokenizer", "tokenizer_2" } : ["tokenizer"];
        foreach (var (part, file) in parts.SelectMany(part => TokenizerFiles.Select(file => (part, file))))
        {
            WriteIfOther(Path.Combine(folder, part, file), File.ReadAllBytes(Find(tokenizer, file)));
        }

        new CheckpointPointer(checkpoint, kind).Write(folder);
    }

    private static CheckpointKind KindOf(string checkpoint)
    {
        using var file = TensorFile.Open(checkpoint);
        return CheckpointDetection.Of(file);
    }

    private static string Find(string folder, string file) =>
        new[] { Path.Combine(folder, file), Path.Combine(folder, "tokenizer", file) }.FirstOrDefault(File.Exists)
            ?? throw new SelmaException(
                "SELMA2135",
                $"A single file holds no tokenizer, and there is no '{file}' here. Name a folder or a hub model that has CLIP's in the model's row, tokenizer: openai/clip-vit-large-patch14.",
                new(folder));

    /// <summary>A file that is as it should be keeps its time, so that what is remembered of it holds.</summary>
    private static void WriteIfOther(string path, byte[] bytes)
    {
        if (!File.Exists(path) || !File.ReadAllBytes(path).AsSpan().SequenceEqual(bytes))
        {
            AtomicFile.WriteBytes(path, bytes);
        }
    }
}
