using Selma.Core.Artifacts;
using Selma.Core.Experiments;

namespace Selma.Core.Pipeline;

/// <summary>What a build was asked to bring up to date, and what it was told to run regardless.</summary>
internal sealed class Selection
{
    private readonly StageGraph _graph;
    private readonly HashSet<string> _skills;
    private readonly HashSet<StageId> _forced;
    private readonly HashSet<StageId> _done = [];
    private readonly string? _runFolder;

    /// <summary>Checks and reads the options.</summary>
    /// <exception cref="SelmaException">SELMA1007: no such skill; SELMA1053: no such target; SELMA1054: no such stage.</exception>
    public Selection(StageGraph graph, BuildOptions options)
    {
        _graph = graph;
        _skills = [.. options.Skills.Select(skill => graph.Skills.Contains(skill) ? skill : throw Unknown(skill, graph.Skills))];
        _forced = [.. options.ForceAll ? graph.Ordered.Where(Includes) : options.Force.SelectMany(Named)];
        _runFolder = options.RunFolder;
    }

    /// <summary>Whether the stage belongs to a chain that is brought up to date.</summary>
    public bool Includes(StageId id) => _graph[id].Skill is not { } skill || _skills.Count == 0 || _skills.Contains(skill);

    /// <summary>Whether the stage still has to run in this build even though nothing changed.</summary>
    public bool IsForced(StageId id)
    {
        lock (_done)
        {
            return _forced.Contains(id) && !_done.Contains(id) && !File.Exists(Marker(id));
        }
    }

    /// <summary>Remembers that a forced stage has run.</summary>
    public void HasRun(StageId id)
    {
        lock (_done)
        {
            if (_forced.Contains(id) && _done.Add(id) && Marker(id) is { } marker)
            {
                AtomicFile.WriteText(marker, "");
            }
        }
    }

    /// <summary>The stages of the targets.</summary>
    public IReadOnlyList<StageId> Goals(IReadOnlyList<string> targets) => [.. targets.SelectMany(OfTarget)];

    /// <summary>The stages of the targets that are for the skills asked for, or made from what they learnt.</summary>
    public IReadOnlyList<StageId> Concerned(IReadOnlyList<string> targets)
    {
        var stages = targets.Select(target => StageKind.OfTarget(target).Stage).ToHashSet();
        return [.. _graph.Ordered.Where(id => stages.Contains(id.Stage) && (_skills.Count == 0 || _graph.DependsOn(id, _skills)))];
    }

    private IEnumerable<StageId> Named(string name)
    {
        if (!name.Contains('/', StringComparison.Ordinal))
        {
            return OfTarget(name);
        }

        return [_graph[StageId.Parse(name)].Id];
    }

    private IEnumerable<StageId> OfTarget(string target)
    {
        var kind = StageKind.OfTarget(target);
        return _graph.Ordered.Where(id => id.Stage == kind.Stage && Includes(id) && (_skills.Count == 0 || !kind.IsOfSkill || _graph[id].Skill is not null));
    }

    private string? Marker(StageId id) =>
        _runFolder is null ? null : Path.Combine(_runFolder, "forced", id.Instance is null ? id.Stage : $"{id.Stage}-{id.Instance}");

    private static SelmaException Unknown(string skill, IReadOnlyList<string> skills) => new(
        "SELMA1007", $"The experiment has no skill '{skill}'.{Spelling.Suggest(skill, skills)} Its skills are: {string.Join(", ", skills)}.");
}
