using Microsoft.Build.Framework;
using Selma.Core;
using Selma.Core.Pipeline;

namespace Selma.Tasks;

/// <summary>What every task shares: the build's options, errors with file and line, and stopping.</summary>
public abstract class SelmaTask : Microsoft.Build.Utilities.Task, ICancelableTask, IProgress<StageNotice>, IDisposable
{
    private readonly CancellationTokenSource _cancellation = new();

    /// <summary>What the build was asked for: the item <c>SelmaBuild</c> of <c>Selma.Tasks.targets</c>.</summary>
    [Required]
    public required ITaskItem Build { get; set; }

    /// <summary>What the build was asked for, as <see cref="Build"/> has it.</summary>
    private protected BuildRequest Request => field ??= BuildRequest.Of(Build);

    /// <summary>The build that this task is a part of.</summary>
    private protected ExperimentBuild Experiment => SharedBuild.Of(this, Request);

    /// <inheritdoc/>
    public override bool Execute()
    {
        using var stop = new StopFile(Request.RunFolder, _cancellation);
        try
        {
            _cancellation.Token.ThrowIfCancellationRequested();
            Run(_cancellation.Token);
        }
        catch (OperationCanceledException)
        {
            Fail("SELMA9001", null, $"{this} was stopped. Finished work is kept; the next build goes on from there.");
        }
        catch (SelmaException e)
        {
            Fail(e.Code, e.Place, e.Message);
        }
#pragma warning disable CA1031 // The last line of defence: whatever else happened becomes an error with a code.
        catch (Exception e)
#pragma warning restore CA1031
        {
            Fail("SELMA9002", null, $"{this} failed inside: {e.Message} Report it with the log of 'runs'.");
            Log.LogMessage(MessageImportance.Low, e.ToString());
        }

        if (Log.HasLoggedErrors && Request.FailFast)
        {
            StopFile.Create(Request.RunFolder);
        }

        return !Log.HasLoggedErrors;
    }

    /// <inheritdoc/>
    public void Cancel() => _cancellation.Cancel();

    /// <inheritdoc/>
    public void Report(StageNotice value)
    {
        ArgumentNullException.ThrowIfNull(value);
        if (value.Code is { } code)
        {
            Log.LogWarning(null, code, null, null, 0, 0, 0, 0, value.Text);
        }
        else
        {
            Log.LogMessage(MessageImportance.High, value.Text);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _cancellation.Dispose();
        GC.SuppressFinalize(this);
    }

    /// <summary>The task in a message: its stage, or its name.</summary>
    public override string ToString() => GetType().Name;

    /// <summary>An error; its keyword says to <see cref="BuildStory"/> whose it is.</summary>
    private void Fail(string code, Place? place, string text) =>
        Log.LogError(null, code, ToString(), place?.File, place?.Line ?? 0, place?.Column ?? 0, 0, 0, text);

    /// <summary>The one thing that this task does.</summary>
    private protected abstract void Run(CancellationToken cancellation);
}
