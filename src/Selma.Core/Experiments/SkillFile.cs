using Selma.Core.Prompts;

namespace Selma.Core.Experiments;

/// <summary>Reads <c>skills/&lt;skill&gt;.yaml</c>: what the skill is, and settings of stages that are its own.</summary>
internal static class SkillFile
{
    /// <summary>The parts of an experiment that a skill may state for itself.</summary>
    public static IReadOnlyList<string> Stages { get; } = ["prompts", "images", "experts"];

    /// <summary>Finds and reads a skill.</summary>
    /// <param name="name">The skill, where the experiment names it.</param>
    /// <param name="folders">The folders of the experiment and its bases, the nearest first.</param>
    /// <returns>The skill, and the settings that its file states.</returns>
    /// <exception cref="SelmaException">SELMA1007: no such skill; SELMA1002 to SELMA1006 from reading it.</exception>
    public static (Skill Skill, YamlMap Settings) Read(YamlText name, IReadOnlyList<string> folders)
    {
        var file = IsName(name.Text) ? folders.Select(folder => FileIn(folder, name.Text)).FirstOrDefault(File.Exists) : null;
        if (file is null)
        {
            throw Unknown(name, folders);
        }

        var map = YamlReader.ReadFile(file);
        var skill = YamlSection.Read(map, yaml => ReadSkill(name.Text, yaml));
        return (skill, OfStages(map));
    }

    /// <summary>The settings of stages among others.</summary>
    public static YamlMap OfStages(YamlMap map) => map with { Entries = [.. map.Entries.Where(entry => Stages.Contains(entry.Key.Text))] };

    private static Skill ReadSkill(string name, YamlSection yaml)
    {
        foreach (var stage in Stages)
        {
            yaml.Allow(stage);
        }

        var description = yaml.Text("description");
        var instruction = yaml.OptionalText("instruction") ?? "";
        var maxWords = yaml.OptionalNumber("max_words", 1, 200);
        var seeds = yaml.Texts("seed_prompts") ?? throw yaml.Missing("seed_prompts");
        return seeds.Count >= 3
            ? new Skill(name, description, instruction, [.. seeds.Select(seed => seed.Text)], maxWords)
            : throw new SelmaException("SELMA1005", $"'seed_prompts' are {seeds.Count}; it must be three or more.", yaml.Place("seed_prompts"));
    }

    private static SelmaException Unknown(YamlText name, IReadOnlyList<string> folders)
    {
        var known = folders.Select(folder => Path.Combine(folder, "skills")).Where(Directory.Exists)
            .SelectMany(folder => Directory.EnumerateFiles(folder, "*.yaml"))
            .Select(file => Path.GetFileNameWithoutExtension(file)).Distinct().Order(StringComparer.Ordinal).ToArray();
        return new SelmaException(
            "SELMA1007",
            $"There is no skill '{name.Text}': '{FileIn(folders[0], name.Text)}' does not exist."
                + $"{Spelling.Suggest(name.Text, known)} Skills here are: {string.Join(", ", known)}.",
            name.Place);
    }

    /// <summary>Whether a name may become part of paths and of MSBuild properties.</summary>
    public static bool IsName(string name) =>
        name.Length is > 0 and <= 64 && name[0] is not ('_' or '-')
        && name.All(letter => char.IsAsciiLetterLower(letter) || char.IsAsciiDigit(letter) || letter is '_' or '-');

    private static string FileIn(string folder, string name) => Path.Combine(folder, "skills", name + ".yaml");
}
