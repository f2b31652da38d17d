using Selma.Core.Pipeline;

namespace Selma.Tasks;

/// <summary>Removes an experiment's outputs, or those of some skills; never the store.</summary>
public sealed class CleanExperiment : SelmaTask
{
    private protected override void Run(CancellationToken cancellation) => Experiment.Clean(ExperimentBuild.Targets);
}
