using Selma.Core.Prompts;
using Selma.TestKit;
using YamlDotNet.RepresentationModel;

namespace Selma.Core.Tests.Prompts;

/// <summary>The skills of the experiment that comes with the repository.</summary>
internal static class TinySkills
{
    public static IReadOnlyList<string> Names { get; } = ["localized-narratives", "countbench", "diffusiondb", "whoops", "coco"];

    public static TheoryData<string> All => [.. Names];

    public static Skill Load(string name)
    {
        using var file = File.OpenText(Path.Combine(Repository.Root, "experiments", "tiny", "skills", $"{name}.yaml"));
        var yaml = new YamlStream();
        yaml.Load(file);
        var skill = (YamlMappingNode)yaml.Documents[0].RootNode;
        return new(
            name,
            skill["description"].ToString(),
            skill.Children.TryGetValue("instruction", out var instruction) ? instruction.ToString() : "",
            [.. ((YamlSequenceNode)skill["seed_prompts"]).Select(seed => seed.ToString())],
            int.Parse(skill["max_words"].ToString(), System.Globalization.CultureInfo.InvariantCulture));
    }
}
