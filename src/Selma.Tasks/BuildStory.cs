using System.Globalization;
using Microsoft.Build.Framework;
using Selma.Core.Pipeline;

namespace Selma.Tasks;

/// <summary>What has happened in a build so far.</summary>
internal sealed class BuildStory(TimeProvider time)
{
    private const string Stop = "SELMA9001";
    private readonly long _start = time.GetTimestamp();
    private readonly Dictionary<string, string> _running = [];
    private readonly List<FinishedStage> _finished = [];
    private readonly List<BuildErrorEventArgs> _errors = [];
    private Dictionary<string, string?> _plan = [];
    private readonly List<string> _started = [];
    private bool _hasSucceeded;

    /// <summary>A line for each running stage.</summary>
    public IEnumerable<string> Running => _running.Values;

    /// <summary>The stages that ended well.</summary>
    public IReadOnlyList<FinishedStage> Finished => _finished;

    /// <summary>The errors.</summary>
    public IReadOnlyList<BuildErrorEventArgs> Errors => _errors;

    /// <summary>Seconds since the logger was made.</summary>
    public double Seconds => time.GetElapsedTime(_start).TotalSeconds;

    /// <summary>The code that the front-end ends with.</summary>
    public int ExitCode => _errors.Count > 0 ? ExitCodes.Of(_errors[0].Code) : _hasSucceeded ? 0 : ExitCodes.StageFailed;

    /// <summary>How the build ended, for the record of its run.</summary>
    /// <remarks>Of the stages that began and did not end, those failed that an error names by keyword; the rest was cut short.</remarks>
    public RunEnd Ended
    {
        get
        {
            var outcome = ExitCode == 0 ? "succeeded" : _errors.FirstOrDefault()?.Code == Stop ? "stopped" : "failed";
            var failed = _errors.Where(error => error.Code != Stop).Select(error => error.HelpKeyword).ToHashSet();
            var unfinished = _started.Except(_finished.Select(stage => stage.Id))
                .Select(id => (id, failed.Contains(id) ? "failed" : "stopped", (double?)null));
            return new(outcome, ExitCode, Seconds, [.. _finished.Select(stage => (stage.Id, stage.Deed, (double?)stage.Seconds)), .. unfinished]);
        }
    }

    /// <summary>A plan was made.</summary>
    public void Plan(IDictionary<string, string?> states) => _plan = new(states);

    /// <summary>A stage began.</summary>
    public void Start(string id)
    {
        _running[id] = $"[{id}]";
        _started.Add(id);
    }

    /// <summary>A running stage is so far.</summary>
    public void Progress(IDictionary<string, string?> fields) => _running[fields["id"]!] = ProgressText.Of(fields);

    /// <summary>A stage ended well.</summary>
    /// <returns>A line about it.</returns>
    public string Finish(IDictionary<string, string?> fields)
    {
        var stage = new FinishedStage(
            fields["id"]!, fields["action"]!, double.Parse(fields["seconds"]!, CultureInfo.InvariantCulture), fields["outputDigest"]!);
        _ = _running.Remove(stage.Id);
        _finished.Add(stage);
        return $"{stage.Id}: {stage.Verb} in {Durations.Clock(stage.Seconds)}";
    }

    /// <summary>Something went wrong; whatever ran has stopped, or goes on and tells so.</summary>
    public void Fail(BuildErrorEventArgs error)
    {
        _errors.Add(error);
        _running.Clear();
    }

    /// <summary>The build is over.</summary>
    public void End(bool hasSucceeded) => _hasSucceeded = hasSucceeded;

    /// <summary>A line for each target that the plan reaches.</summary>
    public IEnumerable<string> Table() => TargetTable.Of(_plan, _finished, ExitCode != 0);
}
