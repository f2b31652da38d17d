using CsCheck;
using Selma.Core.Prompts;

namespace Selma.Core.Tests.Prompts;

public static class RougeLFilterTests
{
    // Few words make ties and near ties; long texts need several machine words; 300 words share the 128 marks.
    private static readonly Gen<string> Short = Gen.Int[0, 5].Select(word => $"w{word}").List[0, 8].Select(words => string.Join(' ', words));
    private static readonly Gen<string> Long = Gen.Int[0, 300].Select(word => $"w{word}").List[50, 140].Select(words => string.Join(' ', words));

    [Fact]
    public static void Finds_the_first_of_the_most_similar_texts() =>
        Gen.OneOf(Short, Short, Short, Long).List[1, 40].Sample(texts => Agrees(texts), iter: 100);

    [Fact]
    public static void Nothing_is_near_in_an_empty_filter() =>
        Assert.Equal(new RougeNeighbour(-1, 0), new RougeLFilter().Nearest([]));

    private static void Agrees(List<string> texts)
    {
        var filter = new RougeLFilter();
        for (var i = 0; i < texts.Count; i++)
        {
            var words = filter.Read(texts[i]);
            if (i > 0)
            {
                Assert.Equal(PlainRougeL.Nearest(texts[..i], texts[i]), filter.Nearest(words));
            }

            Assert.Equal(i, filter.Add(words));
        }
    }
}
