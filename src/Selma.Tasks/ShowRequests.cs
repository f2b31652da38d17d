using Microsoft.Build.Framework;

namespace Selma.Tasks;

/// <summary>Shows what a language model will be asked first for each skill, and asks nothing.</summary>
public sealed class ShowRequests : SelmaTask
{
    private protected override void Run(CancellationToken cancellation) => Log.LogMessage(MessageImportance.High, "{0}", Experiment.FirstRequests());
}
