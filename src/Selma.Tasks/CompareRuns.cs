using Microsoft.Build.Framework;

namespace Selma.Tasks;

/// <summary>Shows what differs between two runs.</summary>
public sealed class CompareRuns : SelmaTask
{
    /// <summary>The two runs: ids, parts of ids, or folders.</summary>
    [Required]
    public required string[] Runs { get; set; }

    private protected override void Run(CancellationToken cancellation)
    {
        if (Runs is not [var first, var second])
        {
            Log.LogError(null, "SELMA1081", null, null, 0, 0, 0, 0, $"Diff compares two runs, and {Runs.Length} were named: ./build.sh Diff RUN RUN.");
            return;
        }

        Log.LogMessage(MessageImportance.High, "{0}", Core.Pipeline.Runs.Compare(Request.Options(this), first, second, cancellation));
    }
}
