using CsCheck;
using Selma.Core.Numerics;
using Selma.Core.World;

namespace Selma.Core.Tests.World;

public static class TuplesTests
{
    private static readonly Gen<SceneDescription> Sampled =
        from seed in Gen.ULong
        from style in Gen.Int[0, SceneStyle.All.Count - 1].Select(i => SceneStyle.All[i])
        let scene = Enumerable.Range(0, 100).Select(item => SceneSampler.Sample(new Draws(seed, "test", item), style, new())).First(scene => scene is not null)
        select scene.Description;

    [Fact]
    public static void What_questions_write_is_read_back() => Sampled.Sample(description =>
        Questions.For(description).All(question => question.Predicate == Tuples.Parse(question.Tuple)));

    [Fact]
    public static void Every_word_of_the_world_is_understood()
    {
        foreach (var (noun, i) in Lexicon.Nouns.Select((noun, i) => (noun, i)))
        {
            var other = Lexicon.Nouns[(i + 1) % Lexicon.Nouns.Count];
            foreach (var relation in Lexicon.Relations.Keys)
            {
                Assert.Equal(new Predicate.IsRelated(noun, relation, other), Tuples.Parse($"relation - spatial ({Lexicon.Plurals[i]}, {other}, {relation})"));
            }

            Assert.Equal(
                Lexicon.Places.Keys.Select(place => new Predicate.IsAt(noun, place)),
                Lexicon.Places.Values.Select(words => Tuples.Parse($"relation - spatial ({noun}, {words})")));
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData("entity - whole")]
    [InlineData("entity - whole (cat)")]
    [InlineData("entity - whole (star, red)")]
    [InlineData("entity - whole (star")]
    [InlineData("attribute - color (star, mint)")] // a background's colour
    [InlineData("attribute - color (background, red)")] // a shape's
    [InlineData("attribute - size (star, huge)")]
    [InlineData("attribute - texture (star, red)")]
    [InlineData("other - count (stars, 3)")]
    [InlineData("other - count (stars, ==12)")]
    [InlineData("relation - spatial (star, box, near)")]
    [InlineData("relation - spatial (star, left)")]
    [InlineData("relation - spatial (star, cat, above)")]
    public static void What_is_not_of_this_world_is_not(string tuple) => Assert.Null(Tuples.Parse(tuple));
}
