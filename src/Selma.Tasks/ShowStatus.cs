using Microsoft.Build.Framework;

namespace Selma.Tasks;

/// <summary>Shows what lies there for the experiment, and runs nothing.</summary>
public sealed class ShowStatus : SelmaTask
{
    private protected override void Run(CancellationToken cancellation) => Log.LogMessage(MessageImportance.High, "{0}", Experiment.Status());
}
