namespace Selma.Core.Scores;

/// <summary>Works the matrix out.</summary>
internal sealed class SkillMatrixBuilder
{
    private readonly List<string> _notes = [];
    private readonly (string Skill, string Source)[] _skills;
    private readonly string[] _others;
    private readonly SkillRow[] _rows;

    public SkillMatrixBuilder(IReadOnlyList<ScoreFile> scores, IReadOnlyList<string> skills)
    {
        string[] sources = [.. scores.Take(1).SelectMany(score => score.Sources).Select(source => source.Name)];
        _skills = [.. skills.Select(skill => (skill, SkillSources.Find(skill, sources)!)).Where(pair => pair.Item2 is not null)];
        _others = [.. sources.Except(_skills.Select(pair => pair.Source))];
        foreach (var skill in skills.Except(_skills.Select(pair => pair.Skill)))
        {
            _notes.Add($"The benchmark has no prompts of the skill '{skill}'.");
        }

        if (scores.FirstOrDefault(score => !score.Sources.Select(source => source.Name).SequenceEqual(sources)) is { } odd)
        {
            throw new SelmaException("SELMA2404", $"The arm '{odd.Arm}' was scored on other prompts than '{scores[0].Arm}'. Build the target 'Scores' again.");
        }

        string[] order = [SkillMatrix.BaseArm, .. skills.Select(SkillMatrix.ExpertArm)];
        _rows = [.. scores.OrderBy(score => Array.IndexOf(order, score.Arm) is >= 0 and var place ? place : order.Length).Select(Row)];
    }

    public SkillMatrix Build()
    {
        var start = Find(SkillMatrix.BaseArm);
        if (start is null)
        {
            _notes.Add("The base was not scored: gains are unknown.");
        }

        return new()
        {
            Skills = [.. _skills.Select(pair => pair.Skill)],
            Sources = [.. _skills.Select(pair => pair.Source)],
            OtherSources = _others,
            Rows = _rows,
            Experts = start is null ? [] : [.. _skills.Select((pair, s) => Effect(pair.Skill, s, start)).OfType<ExpertEffect>()],
            Merges = start is null ? [] : [.. _rows.Where(IsOfSeveral).Select(row => Merge(row, start)).OfType<MergeEffect>()],
            Notes = _notes,
        };
    }

    private SkillRow Row(ScoreFile score)
    {
        var bySource = score.Sources.ToDictionary(source => source.Name);
        double[] values = [.. _skills.Select(pair => bySource[pair.Source].DsgMicro.Value)];
        SourceScore[] others = [.. _others.Select(source => bySource[source])];
        var questions = others.Sum(source => source.Questions);
        return new(
            score.Arm, values, values.Length > 0 ? values.Average() : null,
            questions > 0 ? others.Sum(source => source.DsgMicro.Value * source.Questions) / questions : null);
    }

    private SkillRow? Find(string arm) => Array.Find(_rows, row => row.Arm == arm);

    private static bool IsOfSeveral(SkillRow row) =>
        row.Arm != SkillMatrix.BaseArm && !row.Arm.StartsWith(SkillMatrix.ExpertArm(""), StringComparison.Ordinal);

    private ExpertEffect? Effect(string skill, int own, SkillRow start)
    {
        if (Find(SkillMatrix.ExpertArm(skill)) is not { } row)
        {
            _notes.Add($"The expert of the skill '{skill}' was not scored.");
            return null;
        }

        double[] gains = [.. row.Scores.Zip(start.Scores, (score, before) => score - before)];
        double?[] transfer = [.. gains.Select((gain, s) => s == own ? (double?)null : gain)];
        return new(skill, gains[own], transfer, gains.Length > 1 ? transfer.OfType<double>().Average(gain => Math.Min(gain, 0)) : null);
    }

    private MergeEffect? Merge(SkillRow row, SkillRow start)
    {
        (double Own, double Expert)[] gains =
        [
            .. _skills.Select((pair, s) => (Skill: s, Expert: Find(SkillMatrix.ExpertArm(pair.Skill)))).Where(pair => pair.Expert is not null)
                .Select(pair => (row.Scores[pair.Skill] - start.Scores[pair.Skill], pair.Expert!.Scores[pair.Skill] - start.Scores[pair.Skill])),
        ];
        if (gains.Length == 0)
        {
            _notes.Add($"No single expert was scored to compare '{row.Arm}' with.");
            return null;
        }

        var (gain, expert) = (gains.Average(pair => pair.Own), gains.Average(pair => pair.Expert));
        if (expert <= 0)
        {
            _notes.Add($"Retention of '{row.Arm}' is undefined: the single experts gain nothing on their own skills on average.");
        }

        return new(row.Arm, gain, expert > 0 ? gain / expert : null, gains.Average(pair => pair.Expert - pair.Own));
    }
}
