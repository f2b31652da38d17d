using Selma.Core.Artifacts;
using Selma.Core.World;

namespace Selma.Core.Scores;

/// <summary>Answers questions about the embedded world from an image's pixels.</summary>
internal sealed class SceneAnswers : IAnswerer
{
    /// <summary>The name of this answerer.</summary>
    public const string Name = "scenes";

    private readonly Dictionary<string, Predicate[]> _predicates;

    /// <summary>Understands every question of a benchmark, or none.</summary>
    /// <exception cref="SelmaException">SELMA2402: a question asks what is not of this world.</exception>
    public SceneAnswers(DsgBenchmark benchmark, string path) => _predicates = benchmark.Items.ToDictionary(
        item => item.Id,
        item => item.Questions.Select(question => Tuples.Parse(question.Tuple) ?? throw Unknown(question, path)).ToArray());

    /// <inheritdoc/>
    public IReadOnlyList<string?> Answer(DsgItem item, string imagePath)
    {
        var (rgb, width, height) = Png.Read(imagePath);
        if ((width, height) != (Scene.Size, Scene.Size))
        {
            throw new SelmaException(
                "SELMA2403", $"The sample has {width}x{height} pixels; the answerer '{Name}' reads scenes of {Scene.Size}x{Scene.Size}. "
                + "Draw with the embedded model, or score with a file of answers.", new(imagePath));
        }

        var scene = SceneAnswerer.Parse(rgb);
        return [.. _predicates[item.Id].Select(predicate => predicate.Holds(scene) ? "yes" : "no")];
    }

    private static SelmaException Unknown(DsgQuestion question, string path) => new(
        "SELMA2402", $"'{question.Tuple}' asks nothing that the answerer '{Name}' understands. Use the benchmark 'shapes', or score with a file of "
        + "answers.", new(path, question.Line));
}
