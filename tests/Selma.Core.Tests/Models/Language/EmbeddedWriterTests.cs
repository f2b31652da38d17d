using System.Collections.Concurrent;
using System.Text.RegularExpressions;
using Selma.Core.Models.Language;
using Selma.Core.Numerics;
using Selma.Core.Prompts;
using Selma.Core.Tests.Prompts;
using Selma.Core.World;

namespace Selma.Core.Tests.Models.Language;

public static partial class EmbeddedWriterTests
{
    private static readonly ConcurrentDictionary<string, Lazy<IReadOnlyList<string>>> All = [];

    public static TheoryData<string> Skills => TinySkills.Names;

    [Theory]
    [MemberData(nameof(Skills))]
    public static void Every_prompt_describes_a_scene_that_can_be_drawn(string name)
    {
        foreach (var prompt in Written(name).Take(150))
        {
            var scene = PromptGrammar.Read(prompt);
            Assert.True(scene is not null, prompt); // things, and no noun twice
            Assert.All(scene.Groups, group => Assert.InRange(group.Count, 1, 6)); // no plural without its number
            Assert.InRange(scene.Groups.Sum(group => group.Count), 1, 6);
            // five tents and a box have room in one layout of ten
            Assert.True(Enumerable.Range(0, 100).Any(i => ScenePlacement.Place(scene, new Draws(7, prompt, i)) is not null), prompt);
        }
    }

    [Theory]
    [MemberData(nameof(Skills))]
    public static void Every_word_is_of_the_world_or_of_the_seed_prompts(string name)
    {
        var skill = TinySkills.Load(name);
        var known = Lexicon.Words.Concat(skill.SeedPrompts.SelectMany(RougeL.Words)).ToHashSet();
        Assert.All(Written(name), prompt => Assert.Empty(RougeL.Words(prompt).Except(known)));
    }

    [Theory]
    [MemberData(nameof(Skills))]
    public static void Articles_and_plurals_agree(string name) => Assert.All(Written(name), prompt =>
    {
        Assert.DoesNotMatch(WrongArticle(), prompt);
        Assert.DoesNotMatch(WrongPlural(), prompt);
    });

    [Fact]
    public static void Rare_combinations_lead_to_rare_combinations() => Assert.All(Written("whoops"), prompt =>
    {
        var groups = PromptGrammar.Read(prompt)!.Groups;
        Assert.DoesNotContain(groups, group => group.Color == Shapes.Named(group.Noun).UsualColor);
        Assert.Contains(groups, group => Shapes.Named(group.Noun).UsualColor is not null); // else nothing is rare
    });

    [Fact]
    public static void Usual_colours_lead_to_usual_colours()
    {
        var colored = Written("coco").SelectMany(prompt => PromptGrammar.Read(prompt)!.Groups)
            .Where(group => Shapes.Named(group.Noun).UsualColor is not null).ToArray();
        Assert.InRange(colored.Count(group => group.Color == Shapes.Named(group.Noun).UsualColor), 0.7 * colored.Length, 0.95 * colored.Length);
    }

    [Theory] // what may and what may not be in the prompts of a skill
    [InlineData("coco", "^an? ", "two|three|left on|picture|,|\\.")]
    [InlineData("localized-narratives", @"^In this image there is an? .*\. We can see .*\. The background is \w+\.$", "two|large|picture| of ")]
    [InlineData("countbench", "two|three|four|five|six", "small|large|background|left|above|,")]
    [InlineData("diffusiondb", ", (flat art|minimal|vector|clean|sharp)$", @"\ban?\b|two|above|\.")]
    [InlineData("whoops", "^an? ", "two|picture|,|\\.|next to|and")] // its seed prompts join things by "with"
    public static void Seed_prompts_decide_the_style(string name, string all, string none) => Assert.All(Written(name), prompt =>
    {
        Assert.Matches(all, prompt);
        Assert.DoesNotMatch(none, prompt);
    });

    [Fact]
    public static void Wording_that_is_not_of_the_world_is_kept()
    {
        var prompts = Reply(1, "a photo of three red stars by Bob", "a sketch of two boxes by Ann").Split('\n');
        Assert.All(prompts, prompt => Assert.Matches(@"^\d+\. a (photo|sketch) of (two|three|four|five|six) (\w+ )?\w+s by (Bob|Ann)$", prompt));
        Assert.Contains(prompts, prompt => prompt.Contains("blue", StringComparison.Ordinal));
    }

    [Fact]
    public static void Twenty_asked_it_writes_seventeen_to_twenty_and_counts_on()
    {
        var counts = Enumerable.Range(0, 40).Select(seed => Reply((ulong)seed, [.. TinySkills.Load("coco").SeedPrompts]).Split('\n')).ToArray();
        Assert.Equal([17, 18, 19, 20], counts.Select(reply => reply.Length).Distinct().Order());
        Assert.All(counts, reply => Assert.All(reply.Index(), line => Assert.StartsWith($"{line.Index + 4}. ", line.Item, StringComparison.Ordinal)));
    }

    [Fact]
    public static void Keeps_to_the_word_limit()
    {
        var skill = TinySkills.Load("localized-narratives") with { MaxWords = 27 };
        var lengths = PromptTemplate.Read(Complete(PromptTemplate.Ask(skill, skill.SeedPrompts), 1)).Select(prompt => prompt.Split(' ').Length).ToArray();
        Assert.Equal(27, lengths.Max());
    }

    [Fact]
    public static void The_same_request_and_seed_are_answered_alike_and_others_are_not()
    {
        string[] seeds = [.. TinySkills.Load("coco").SeedPrompts];
        Assert.Equal(Reply(1, seeds), Reply(1, seeds));
        Assert.NotEqual(Reply(1, seeds), Reply(2, seeds));
        Assert.NotEqual(Reply(1, seeds), Reply(1, seeds[..2]));
    }

    [Fact]
    public static void Anything_else_is_not_its_trade() =>
        Assert.Throws<FormatException>(() => Complete("What is the capital of France?", 1));

    [Theory] // the least varied style, localized-narratives, takes 65 requests
    [MemberData(nameof(Skills))]
    public static void Three_seed_prompts_are_enough_for_hundreds(string name) => Assert.Equal(400, Written(name).Count);

    private static IReadOnlyList<string> Written(string name) => All.GetOrAdd(name, key => new(() => Grow(TinySkills.Load(key)))).Value;

    private static string[] Grow(Skill skill)
    {
        var settings = new PromptSettings { Count = 400 };
        var growth = new PromptGrowth(skill, new PromptPool(skill, settings.MaxSimilarity, []), settings, seed: 42);
        for (var request = 0; request < 100 && !growth.IsComplete; request++)
        {
            var (text, seed) = growth.Request(growth.Judged);
            growth.Take(Complete(text, seed));
        }

        return [.. growth.Accepted.Select(line => line.Prompt)];
    }

    private static string Reply(ulong seed, params string[] examples) =>
        Complete(PromptTemplate.Ask(new Skill("any", "any", "", examples), examples), seed);

    private static string Complete(string prompt, ulong seed) =>
        new EmbeddedWriter().Complete(prompt, seed, CancellationToken.None).GetAwaiter().GetResult();

    [GeneratedRegex(@"\ba [aeiou]|\ban [^aeiou]")]
    private static partial Regex WrongArticle();

    [GeneratedRegex(@"\ban?( small| large)?( \w+)? (balls|boxes|tents|stars|hearts|moons|rings|crosses)\b|\b(two|three|four|five|six) (\w+ )?(ball|box|tent|star|heart|moon|ring|cross)\b")]
    private static partial Regex WrongPlural();
}
