using Microsoft.Build.Framework;
using Selma.Core.Pipeline;

namespace Selma.Tasks;

/// <summary>One <see cref="ExperimentBuild"/> for all tasks of a build in this process, kept by MSBuild until the build ends.</summary>
internal sealed class SharedBuild : IProgress<StageNotice>
{
    private readonly ExperimentBuild _build;
    private SelmaTask _task;

    private SharedBuild(SelmaTask task, BuildRequest request)
    {
        _task = task;
        _build = ExperimentBuild.Open(request.Options(this));
    }

    /// <summary>The build that a task belongs to; news from it go to that task's log until the next task asks.</summary>
    public static ExperimentBuild Of(SelmaTask task, BuildRequest request)
    {
        var engine = (IBuildEngine4)task.BuildEngine;
        var key = string.Join('\n', [nameof(SharedBuild), request.ExperimentFile, request.Out, request.RunFolder, .. request.Skills, .. request.Settings]);
        if (engine.GetRegisteredTaskObject(key, RegisteredTaskObjectLifetime.Build) is not SharedBuild shared)
        {
            shared = new SharedBuild(task, request);
            engine.RegisterTaskObject(key, shared, RegisteredTaskObjectLifetime.Build, allowEarlyCollection: false);
        }

        shared._task = task;
        return shared._build;
    }

    /// <inheritdoc/>
    public void Report(StageNotice value) => _task.Report(value);

}
