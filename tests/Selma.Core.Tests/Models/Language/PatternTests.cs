using Selma.Core.Models.Language;

namespace Selma.Core.Tests.Models.Language;

public static class PatternTests
{
    [Theory]
    [InlineData("a small red star above a large blue box", "[Thing, Relation, Thing]")]
    [InlineData("a ring next to an orange heart on a mint background", "[Thing, Joint, Thing] [on a, Background, background]")]
    [InlineData("a picture of four boxes and two yellow moons", "[a picture of, Thing, Joint, Thing]")]
    [InlineData("yellow moon at the top, pink background, flat art", "[Thing], [Background, background], [Tag]")]
    [InlineData("We can see a moon. The background is gray.", "[We can see, Thing]. [The background is, Background].")]
    [InlineData("On the left, the dog, photo by Bob", "[Place], [the dog], [photo by Bob]")]
    [InlineData("two star and a balls", "[two, Thing, and a, Thing]")] // a number or article that does not agree stays
    public static void Finds_the_words_of_the_world_and_keeps_the_others(string example, string expected)
    {
        var pattern = Pattern.Of(example);
        Assert.Equal(expected, string.Concat(pattern.Clauses.Select(Show)) + pattern.End);
    }

    [Fact]
    public static void A_thing_has_the_form_of_its_words()
    {
        var things = Pattern.Of("a small red star at the top, three boxes, large moon, blue rings").Clauses.Select(clause => clause.Pieces[0].Form);
        Assert.Equal(
            [
                new ThingForm(Amount.Article, HasSize: true, HasColor: true, HasPlace: true),
                new ThingForm(Amount.Number, HasSize: false, HasColor: false, HasPlace: false),
                new ThingForm(Amount.Bare, HasSize: true, HasColor: false, HasPlace: false),
                new ThingForm(Amount.Plural, HasSize: false, HasColor: true, HasPlace: false),
            ],
            things);
    }

    private static string Show(Clause clause) => clause.Join +
        $"[{string.Join(", ", clause.Pieces.Select(piece => piece.Kind == PieceKind.Literal ? piece.Text : piece.Kind.ToString()))}]";
}
