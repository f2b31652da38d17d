using Selma.Core.Experiments;

namespace Selma.Core.Pipeline;

/// <summary>An experiment's stages in an order in which each comes after those that it reads.</summary>
internal sealed class StageGraph
{
    private readonly Dictionary<StageId, StageDefinition> _definitions;
    private readonly HashSet<StageId> _sharedAcrossSkills;

    /// <summary>Orders the stages.</summary>
    /// <exception cref="ArgumentException">A stage is there twice, reads one that is not there, or reads itself in the end.</exception>
    public StageGraph(IEnumerable<StageDefinition> definitions)
    {
        _definitions = definitions.ToDictionary(definition => definition.Id);
        var ordered = new OrderedDictionary<StageId, StageDefinition>();
        foreach (var id in _definitions.Keys)
        {
            Visit(id, ordered, []);
        }

        Ordered = [.. ordered.Keys];
        _sharedAcrossSkills = [.. _definitions.Values.Where(definition => definition.Skill is null).SelectMany(definition => definition.Upstream)];
    }

    /// <summary>All stages, each after those that it reads.</summary>
    public IReadOnlyList<StageId> Ordered { get; }

    /// <summary>The skills, in the order of the definitions.</summary>
    public IReadOnlyList<string> Skills => [.. _definitions.Values.Select(definition => definition.Skill).OfType<string>().Distinct()];

    /// <summary>A stage.</summary>
    public StageDefinition this[StageId id] => _definitions.TryGetValue(id, out var definition)
        ? definition
        : throw new SelmaException("SELMA1054", $"The experiment has no stage '{id}'.{Spelling.Suggest(id.ToString(), [.. Ordered.Select(stage => stage.ToString())])} Its stages are: {string.Join(", ", Ordered)}.");

    /// <summary>Whether a stage of the whole experiment reads this skill's stage: the experts, which the merge reads.</summary>
    public bool IsSharedAcrossSkills(StageId id) => this[id].Skill is not null && _sharedAcrossSkills.Contains(id);

    /// <summary>The stages of a skill's chain that read this one.</summary>
    public IEnumerable<StageId> NextInChain(StageId id) => _definitions.Values
        .Where(definition => definition.Skill == this[id].Skill && definition.Skill is not null && definition.Upstream.Contains(id))
        .Select(definition => definition.Id);

    /// <summary>Whether a stage reads, by however many steps, a stage of one of the skills, or belongs to one.</summary>
    public bool DependsOn(StageId id, IReadOnlySet<string> skills) =>
        this[id].Skill is { } skill ? skills.Contains(skill) : this[id].Upstream.Any(upstream => DependsOn(upstream, skills));

    private void Visit(StageId id, OrderedDictionary<StageId, StageDefinition> ordered, List<StageId> path)
    {
        if (path.Contains(id))
        {
            throw new ArgumentException($"{string.Join(" -> ", path)} -> {id} is a circle.");
        }

        if (ordered.ContainsKey(id))
        {
            return;
        }

        if (!_definitions.TryGetValue(id, out var definition))
        {
            throw new ArgumentException($"{path[^1]} reads {id}, which is no stage.");
        }

        foreach (var upstream in definition.Upstream)
        {
            Visit(upstream, ordered, [.. path, id]);
        }

        ordered.Add(id, definition);
    }
}
