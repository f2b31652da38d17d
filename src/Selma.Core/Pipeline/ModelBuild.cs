using Selma.Core.Artifacts;
using Selma.Core.Miniature;

namespace Selma.Core.Pipeline;

/// <summary>Trains the embedded model and puts it in its place.</summary>
public static class ModelBuild
{
    /// <summary>Trains, going on where a stopped run was, and replaces the model's folder when all is done.</summary>
    /// <param name="outFolder">Checkpoints go to its folder <c>model</c>.</param>
    /// <param name="modelFolder">The model's folder, <c>models/selma-mini</c>.</param>
    /// <param name="progress">Told every part in turn.</param>
    /// <param name="cancellation">Stops after the step in hand, with a checkpoint.</param>
    /// <returns>What the model reaches, in lines for people.</returns>
    /// <exception cref="SelmaException">SELMA2251: the loss is no number; SELMA2202 disk full; SELMA2203 not writable.</exception>
    public static IReadOnlyList<string> Run(
        string outFolder, string modelFolder, IProgress<TimedProgress> progress, CancellationToken cancellation)
    {
        try
        {
            var work = new WorkFolder(Path.Combine(outFolder, "model"));
            var record = new ModelRecipe(new MiniatureSettings()).Run(work, new PartMeter(progress), cancellation);
            Publish(work.Output, Path.GetFullPath(modelFolder));
            return [.. record.Lines()];
        }
        catch (Exception e) when (DiskFault.Of(e, outFolder, needed: null) is { } fault)
        {
            throw fault;
        }
    }

    /// <summary>Copies beside the old model first: a full disk or a stop leaves that one in place.</summary>
    private static void Publish(string from, string to)
    {
        string fresh = to + ".new", old = to + ".old";
        Delete(fresh);
        foreach (var file in Directory.EnumerateFiles(from, "*", SearchOption.AllDirectories))
        {
            var copy = Path.Combine(fresh, Path.GetRelativePath(from, file));
            _ = Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
            File.Copy(file, copy);
        }

        Delete(old);
        if (Directory.Exists(to))
        {
            Directory.Move(to, old);
        }

        Directory.Move(fresh, to);
        Delete(old);
    }

    private static void Delete(string folder)
    {
        if (Directory.Exists(folder))
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    /// <summary>A meter for each part of the recipe: a rate of autoencoder steps says nothing about the steps that follow.</summary>
    private sealed class PartMeter(IProgress<TimedProgress> listener) : IProgress<StageProgress>
    {
        private readonly Lock _turn = new();
        private string _unit = "";
        private StageMeter? _meter;

        public void Report(StageProgress value)
        {
            lock (_turn)
            {
                if (_meter is null || value.Unit != _unit)
                {
                    (_unit, _meter) = (value.Unit, new StageMeter(listener, _ => { }, TimeProvider.System));
                }

                _meter.Report(value);
            }
        }
    }
}
