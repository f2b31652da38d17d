namespace Selma.Tasks;

/// <summary>Removes an experiment's outputs, or those of some skills; never the store.</summary>
public sealed class CleanExperiment : SelmaTask
{
    private static readonly string[] All = ["Prompts", "Images", "Experts", "Merge"];

    private protected override void Run(CancellationToken cancellation) => Experiment.Clean(All);
}
