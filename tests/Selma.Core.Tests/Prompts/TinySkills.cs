using Selma.Core.Experiments;
using Selma.Core.Prompts;
using Selma.TestKit;

namespace Selma.Core.Tests.Prompts;

/// <summary>The skills of the experiment that comes with the repository; unlike the experiment, they need no model.</summary>
internal static class TinySkills
{
    private static readonly string Folder = Path.Combine(Repository.Root, "experiments", "tiny");

    public static TheoryData<string> Names => ["localized-narratives", "countbench", "diffusiondb", "whoops", "coco"];

    public static Skill Load(string name) => SkillFile.Read(new(new(Folder), name, IsPlain: true), [Folder]).Skill;
}
