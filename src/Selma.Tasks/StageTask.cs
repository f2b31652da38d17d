using Microsoft.Build.Framework;
using Selma.Core.Pipeline;

namespace Selma.Tasks;

/// <summary>Makes one stage up to date: not at all, from the store, or by running it.</summary>
/// <param name="stage">The stage's name.</param>
public abstract class StageTask(string stage) : SelmaTask, IProgress<TimedProgress>
{
    private static readonly TimeSpan PlainInterval = TimeSpan.FromSeconds(30);
    private long _lastPlain;

    /// <summary>The skill, joint LoRA, further merge or arm that it is for; empty for the one that an experiment has.</summary>
    public string Instance { get; set; } = "";

    private StageId Id => new(stage, Instance.Length > 0 ? Instance : null);

    /// <inheritdoc/>
    public void Report(TimedProgress value)
    {
        BuildEngine.LogMessageEvent(StageEvents.Progress(Id, value));
        if (Request.RunFolder is null && (_lastPlain == 0 || TimeProvider.System.GetElapsedTime(_lastPlain) > PlainInterval))
        {
            _lastPlain = TimeProvider.System.GetTimestamp(); // without the front-end, MSBuild's own logger shows the way
            Log.LogMessage(MessageImportance.High, $"{Id}: {value.Progress.Done}/{value.Progress.Total} {value.Progress.Unit}");
        }
    }

    /// <inheritdoc/>
    public override string ToString() => Id.ToString();

    private protected override void Run(CancellationToken cancellation)
    {
        BuildEngine.LogMessageEvent(StageEvents.Started(Id));
        var outcome = Experiment.Run(Id, this, cancellation).GetAwaiter().GetResult();
        BuildEngine.LogMessageEvent(StageEvents.Finished(outcome));
    }
}
