namespace Selma.Core.Experiments;

/// <summary>The arms that an experiment can have, by the words that name them.</summary>
internal sealed class ArmTable
{
    private const string Base = "base", Merged = "merged", Experts = "experts";
    private readonly IReadOnlyList<Arm> _experts;
    private readonly Dictionary<string, Arm> _arms;

    /// <summary>Names them.</summary>
    /// <exception cref="SelmaException">SELMA1005: a joint LoRA or a merge whose name is taken, or is no name.</exception>
    /// <param name="skills">The experiment's skills.</param>
    /// <param name="joint">Names of joint LoRAs.</param>
    /// <param name="merges">Names of further merges.</param>
    public ArmTable(IReadOnlyList<string> skills, IReadOnlyList<YamlText> joint, IReadOnlyList<YamlText> merges)
    {
        _experts = [.. skills.Select(skill => new Arm($"expert-{skill}", ArmAdapter.Expert, skill))];
        Arm[] own = [new(Base, ArmAdapter.None, null), .. _experts, new(Merged, ArmAdapter.Merge, null)];
        _arms = own.ToDictionary(arm => arm.Name);
        string[] taken = [Experts, "merge", .. skills]; // "merge" is a stage; skills are folders beside joint LoRAs'
        foreach (var (name, adapter) in joint.Select(name => (name, ArmAdapter.Expert)).Concat(merges.Select(name => (name, ArmAdapter.Merge))))
        {
            var arm = new Arm(name.Text, adapter, name.Text);
            if (!SkillFile.IsName(name.Text) || taken.Contains(name.Text) || !_arms.TryAdd(name.Text, arm))
            {
                throw new SelmaException(
                    "SELMA1005", $"'{name.Text}' cannot name a joint LoRA or a merge: it is taken, or is not of a-z, 0-9, '-' and '_'. Choose another.", name.Place);
            }
        }
    }

    /// <summary>Everything that the experiment has: the base, its experts, joint LoRAs and further merges, and the merge of all skills.</summary>
    public IReadOnlyList<Arm> All => [.. _arms.Values.Where(arm => arm.Name != Merged), _arms[Merged]];

    /// <summary>The arms of a list; <c>experts</c> stands for those of all skills.</summary>
    /// <exception cref="SelmaException">SELMA1005: a word that names no arm, an arm named twice, or no base.</exception>
    public IReadOnlyList<Arm> Read(IReadOnlyList<YamlText> words, Place place)
    {
        List<Arm> arms = [];
        foreach (var word in words)
        {
            foreach (var arm in word.Text == Experts ? _experts : [Find(word)])
            {
                if (arms.Contains(arm))
                {
                    throw new SelmaException("SELMA1005", $"'evaluation.arms' names '{arm.Name}' twice. Remove one of the two.", word.Place);
                }

                arms.Add(arm);
            }
        }

        return arms.Any(arm => arm.Adapter is ArmAdapter.None)
            ? arms
            : throw new SelmaException("SELMA1005", $"'evaluation.arms' lacks '{Base}', which the others are compared with. Add it.", place);
    }

    private Arm Find(YamlText word)
    {
        string[] known = [Base, Experts, .. _arms.Keys.Where(name => name != Base)];
        return _arms.TryGetValue(word.Text, out var arm)
            ? arm
            : throw new SelmaException(
                "SELMA1005", $"'evaluation.arms' names '{word.Text}', which is no arm.{Spelling.Suggest(word.Text, known)} Arms are: {string.Join(", ", known)}.", word.Place);
    }
}
