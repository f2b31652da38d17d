using Selma.Core.Experiments;
using Selma.Core.Experts;

namespace Selma.Core.Pipeline;

/// <summary>Tells models that draw the embedded world from others: only of those can the answerer <c>scenes</c> read the images.</summary>
internal static class EmbeddedWorld
{
    /// <summary>The record that the target <c>Model</c> leaves beside the weights, wherever they lie; null for other models.</summary>
    public static string? RecordOf(ModelSource model) =>
        Path.Combine(model.Folder, TrainingRecord.FileName) is var file && File.Exists(file) ? file : null;

    /// <summary>Checks that the experiment's images can be judged: by the embedded world where its model draws that, by a file of answers otherwise.</summary>
    /// <exception cref="SelmaException">SELMA1012: the model draws something else, and nothing is stated about who answers.</exception>
    public static void Require(Experiment experiment)
    {
        var evaluation = experiment.Evaluation;
        if (evaluation.AnswersFile is null && !evaluation.IsAnswererStated && RecordOf(experiment.Model) is null)
        {
            throw new SelmaException(
                "SELMA1012",
                $"The benchmark '{evaluation.Benchmark.Name}' is of the embedded world, whose answerer reads nothing that '{experiment.Model.Name}' draws. " +
                "Build the target Merge, which needs no scores, or name a benchmark and its answers: 'evaluation.benchmark' and 'evaluation.answerer'. " +
                "Where the model does draw the embedded world, state 'answerer: scenes'.",
                evaluation.Place);
        }
    }
}
