using Microsoft.Build.Framework;
using Selma.Core.Pipeline;

namespace Selma.Tasks;

/// <summary>Trains the embedded model from nothing and says what it reaches.</summary>
public sealed class TrainModel : SelmaTask, IProgress<TimedProgress>
{
    private static readonly StageId Id = new("model");

    /// <summary>The model's folder.</summary>
    [Required]
    public required ITaskItem Folder { get; set; }

    /// <inheritdoc/>
    public void Report(TimedProgress value) => BuildEngine.LogMessageEvent(StageEvents.Progress(Id, value));

    /// <inheritdoc/>
    public override string ToString() => Id.ToString();

    private protected override void Run(CancellationToken cancellation)
    {
        BuildEngine.LogMessageEvent(StageEvents.Started(Id));
        foreach (var line in ModelBuild.Run(Request.Out, Folder.GetMetadata("FullPath"), this, cancellation))
        {
            Log.LogMessage(MessageImportance.High, line);
        }
    }
}
