using Selma.Core.Artifacts;

namespace Selma.Core.Pipeline;

/// <summary>Collects garbage: what no experiment shows, no run names and nothing has lately used.</summary>
public static class Pruning
{
    /// <summary>Deletes it, or only tells of it; replies of language models always stay. Loads no libtorch and reads no experiment's YAML.</summary>
    /// <param name="options">Where results and store lie, how long to wait for builds, and who is told of the waiting.</param>
    /// <param name="settings">What stays.</param>
    /// <param name="isPlan">Whether to delete nothing.</param>
    /// <param name="cancellation">Ends the waiting.</param>
    /// <returns>What went and what is left, for people.</returns>
    /// <exception cref="SelmaException">SELMA4002: a stage is being built; SELMA2203: something cannot be read or deleted.</exception>
    public static string Run(BuildOptions options, SweepLimits settings, bool isPlan, CancellationToken cancellation) =>
        Run(options, settings, isPlan, TimeProvider.System, cancellation);

    /// <inheritdoc cref="Run(BuildOptions, SweepLimits, bool, CancellationToken)"/>
    internal static string Run(BuildOptions options, SweepLimits settings, bool isPlan, TimeProvider clock, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(settings);
        var results = Path.GetFullPath(options.OutFolder);
        var place = Path.GetFullPath(options.StoreFolder ?? Path.Combine(results, "store"));
        var store = new Store(place, clock, (_, _) => { });
        try
        {
            using var alone = isPlan || !Directory.Exists(store.Folder) ? null : StoreLock.TakeAlone(
                store.WholeLock, options.LockTimeout, text => options.Notices?.Report(new(null, text)), clock, cancellation).GetAwaiter().GetResult();
            var roots = new StoreRoots(store.Folder, results, clock);
            var scan = new PruneScan(roots.All(), new HashSet<string> { place });
            var sweep = new StoreSweep(store.Folder, scan.Shown.Union(scan.Named).ToHashSet(), settings, clock.GetUtcNow());
            var work = Abandoned(scan, settings, clock);
            var text = PruneText.Of(store.Folder, scan, sweep, work, settings, isPlan);
            if (!isPlan)
            {
                Delete(sweep, work, roots);
            }

            return text;
        }
        catch (Exception e) when (DiskFault.Of(e, place) is { } fault)
        {
            throw fault;
        }
    }

    private static DirectoryInfo[] Abandoned(PruneScan scan, SweepLimits settings, TimeProvider clock)
    {
        var now = clock.GetUtcNow().UtcDateTime;
        return [.. scan.Work.Where(folder => now - PruneScan.Newest(folder) > settings.KeepWork)];
    }

    private static void Delete(StoreSweep sweep, DirectoryInfo[] work, StoreRoots roots)
    {
        sweep.Sweep();
        foreach (var file in roots.Forgotten())
        {
            file.Delete();
        }

        foreach (var folder in work)
        {
            File.Delete(Path.Combine(folder.FullName, "key")); // first, so that a half-deleted folder is never resumed from
            folder.Delete(recursive: true);
        }
    }
}
