using Selma.Core.Experiments;
using Selma.Core.Prompts;
using Selma.TestKit;

namespace Selma.Core.Tests.Prompts;

/// <summary>The paper's skills in words of the real world, for language models.</summary>
internal static class PaperSkills
{
    private static readonly string Folder = Path.Combine(Repository.Root, "experiments", "paper");

    public static Skill Load(string name) => SkillFile.Read(new(new(Folder), name, IsPlain: true), [Folder]).Skill;
}
