using System.Globalization;
using Microsoft.Build.Framework;
using Selma.Core.Artifacts;
using Selma.Core.Pipeline;

namespace Selma.Tasks;

/// <summary>Deletes from the store what nothing needs, or tells what that is.</summary>
public sealed class PruneStore : SelmaTask
{
    /// <summary>How many seconds results stay that were used; empty: 30 days.</summary>
    public string KeepSeconds { get; set; } = "";

    /// <summary>The most bytes that the store may hold; empty: no limit.</summary>
    public string MaxSize { get; set; } = "";

    /// <summary>Whether to delete nothing.</summary>
    public bool PlanOnly { get; set; }

    private protected override void Run(CancellationToken cancellation)
    {
        var settings = new SweepLimits { MaxSize = MaxSize.Length > 0 ? long.Parse(MaxSize, CultureInfo.InvariantCulture) : null };
        settings = KeepSeconds.Length > 0 ? settings with { Keep = TimeSpan.FromSeconds(long.Parse(KeepSeconds, CultureInfo.InvariantCulture)) } : settings;
        Log.LogMessage(MessageImportance.High, "{0}", Pruning.Run(Request.Options(this), settings, PlanOnly, cancellation));
    }
}
