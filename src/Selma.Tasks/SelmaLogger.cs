using Microsoft.Build.Framework;

namespace Selma.Tasks;

/// <summary>Shows a build: a live line per running stage on a terminal, a plain one every 30 s elsewhere, then a table of what happened.</summary>
/// <remarks>
/// Attached with <c>-noConsoleLogger -logger:Selma.Tasks.SelmaLogger,Selma.Tasks.dll;RUNFOLDER</c>. It also writes <c>log.jsonl</c> into
/// the run's folder and, last of all, <c>result.json</c>: no such file, no success.
/// </remarks>
public sealed class SelmaLogger : ILogger, IDisposable
{
    private readonly BuildStory _story = new(TimeProvider.System);
    private readonly Screen _screen = Screen.OfConsole();
    private RunLog? _log;

    /// <inheritdoc/>
    public LoggerVerbosity Verbosity { get; set; } = LoggerVerbosity.Normal;

    /// <inheritdoc/>
    public string? Parameters { get; set; }

    /// <inheritdoc/>
    public void Initialize(IEventSource eventSource)
    {
        ArgumentNullException.ThrowIfNull(eventSource);
        _log = new RunLog(Parameters ?? "");
        eventSource.MessageRaised += (_, e) => OnMessage(e);
        eventSource.WarningRaised += (_, e) => Tell("warning", MessageText.Of(e), e.Code);
        eventSource.ErrorRaised += (_, e) => OnError(e);
        eventSource.BuildFinished += (_, e) => OnFinished(e.Succeeded);
    }

    /// <inheritdoc/>
    public void Shutdown()
    {
        _screen.Clear();
        Dispose();
    }

    /// <inheritdoc/>
    public void Dispose() => _log?.Dispose();

    private void OnMessage(BuildMessageEventArgs message)
    {
        if (message is ExtendedBuildMessageEventArgs { ExtendedMetadata: { } fields } extended && StageEvents.IsOurs(extended.ExtendedType))
        {
            OnStage(extended.ExtendedType, new(fields));
        }
        else if (IsShown(message))
        {
            Tell("message", message.Message ?? "");
        }
    }

    private void OnStage(string type, Dictionary<string, string?> fields)
    {
        switch (type)
        {
            case StageEvents.PlannedType:
                _story.Plan(fields);
                break;
            case StageEvents.StartedType:
                _story.Start(fields["id"]!);
                break;
            case StageEvents.ProgressType:
                _story.Progress(fields);
                _screen.Show(_story.Running);
                return;
            default:
                _screen.Write(_story.Finish(fields), _story.Running);
                break;
        }

        _log?.Write(type, fields);
    }

    private void OnError(BuildErrorEventArgs error)
    {
        _story.Fail(error);
        Tell("error", MessageText.Of(error), error.Code);
    }

    private void OnFinished(bool hasSucceeded)
    {
        _story.End(hasSucceeded);
        foreach (var line in Verbosity == LoggerVerbosity.Quiet ? [] : _story.Table())
        {
            _screen.Write(line, []);
        }

        _log?.Track(_story);
        _log?.WriteResult(_story);
    }

    private void Tell(string kind, string text, string? code = null)
    {
        _screen.Write(text, _story.Running);
        _log?.Write(kind, new Dictionary<string, string?> { ["code"] = code, ["text"] = text });
    }

    private bool IsShown(BuildMessageEventArgs message) => Verbosity switch
    {
        LoggerVerbosity.Quiet => false,
        LoggerVerbosity.Minimal or LoggerVerbosity.Normal => message.Importance == MessageImportance.High,
        LoggerVerbosity.Detailed => message.Importance != MessageImportance.Low,
        _ => true,
    };
}
