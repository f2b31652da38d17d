using Microsoft.Build.Framework;
using Selma.Core.Pipeline;

namespace Selma.Tasks;

/// <summary>Says whether the machine has what a build needs, and what to do where it has not.</summary>
public sealed class CheckMachine : SelmaTask
{
    private protected override void Run(CancellationToken cancellation)
    {
        foreach (var finding in Doctor.Examine(Request.Options(this)))
        {
            var kind = finding.Kind switch
            {
                FindingKind.Ok => "ok  ",
                FindingKind.Warn => "warn",
                _ => "FAIL",
            };
            Log.LogMessage(MessageImportance.High, $"{kind}  {finding.Name,-11}{finding.Text}");
            if (finding.Remedy.Length > 0)
            {
                Log.LogMessage(MessageImportance.High, $"      {"",-11}-> {finding.Remedy}");
            }

            if (finding.Kind == FindingKind.Fail)
            {
                Log.LogError(null, "SELMA0003", null, null, 0, 0, 0, 0, $"{finding.Name}: {finding.Text} {finding.Remedy}");
            }
        }
    }
}
