using System.Text.Json;
using Selma.Core.Models.Text;
using Selma.Core.Numerics;
using Selma.Core.World;
using Selma.TestKit;

namespace Selma.Core.Tests.Models.Text;

public static class BytePairLearnerTests
{
    [Fact]
    public static void The_most_frequent_pair_is_merged_first_and_ties_go_to_the_last_in_order()
    {
        // ab: 2 + 1, then abc ends: "ab c</w>" 2 beats "ab d</w>" 1.
        var learnt = BytePairLearner.Learn(["abc ABC", "abd"], []);
        Assert.Equal([("a", "b"), ("ab", "c</w>"), ("ab", "d</w>")], learnt.Merges);

        // all pairs of xy and zw occur once: (z, w</w>) is the last in ordinal order.
        Assert.Equal([("z", "w</w>"), ("x", "y</w>")], BytePairLearner.Learn(["xy zw"], []).Merges);
    }

    [Fact]
    public static void Tokens_are_bytes_word_ends_merges_and_two_specials()
    {
        var learnt = BytePairLearner.Learn(["red"], []);
        Assert.Equal(512 + 2 + 2, learnt.Tokens.Count);
        Assert.Equal("!", learnt.Tokens[0]);
        Assert.Equal("Ā", learnt.Tokens[188]); // byte 0, the first that is not printable
        Assert.Equal("!</w>", learnt.Tokens[256]);
        Assert.Equal([BytePairVocabulary.Start, BytePairVocabulary.End], learnt.Tokens.TakeLast(2));
    }

    [Fact]
    public static void Every_word_of_the_world_becomes_one_token()
    {
        var draws = new Draws(5, "captions", 0);
        string[] captions = [.. Enumerable.Range(0, 2000).Select(_ => CaptionedScene.Sample(draws, new()).Caption)];
        var tokens = BytePairLearner.Learn(captions, Lexicon.Words).Tokens.ToHashSet();
        Assert.All(Lexicon.Words, word => Assert.Contains(word + "</w>", tokens));
        Assert.All(captions.SelectMany(caption => caption.ToLowerInvariant().Split([' ', '.', ','], StringSplitOptions.RemoveEmptyEntries)),
            word => Assert.Contains(word + "</w>", tokens));
    }

    [Fact]
    public static void The_order_of_captions_does_not_matter()
    {
        var one = BytePairLearner.Learn(["a red ball", "two blue boxes", "a red box"], ["six"]);
        var other = BytePairLearner.Learn(["two blue boxes", "a red box", "a red ball"], ["six"]);
        Assert.Equal(one.Tokens, other.Tokens);
        Assert.Equal(one.Merges, other.Merges);
    }

    [Fact]
    public static void The_prototype_s_byte_symbols_have_the_same_ids_Parity()
    {
        using var vocab = JsonDocument.Parse(File.ReadAllBytes(Shared.Mini("selma-mini-prototype", "tokenizer", "vocab.json")));
        var learnt = BytePairLearner.Learn(["red"], []).Tokens;
        var expected = vocab.RootElement.EnumerateObject().OrderBy(entry => entry.Value.GetInt32()).Select(entry => entry.Name);
        Assert.Equal(expected.Take(512), learnt.Take(512));
    }

    [Fact]
    public static void Saved_files_have_the_layout_that_transformers_reads()
    {
        using var folder = new TemporaryFolder();
        BytePairLearner.Learn(["xy"], []).Save(folder.FullPath, 56);
        Assert.Equal("#version: 0.2\nx y</w>\n", File.ReadAllText(folder.File("merges.txt")));
        using var vocab = JsonDocument.Parse(File.ReadAllBytes(folder.File("vocab.json")));
        Assert.Equal(515, vocab.RootElement.EnumerateObject().Count());
        Assert.Equal(512, vocab.RootElement.GetProperty("xy</w>").GetInt32());
        using var config = JsonDocument.Parse(File.ReadAllBytes(folder.File("tokenizer_config.json")));
        Assert.Equal(56, config.RootElement.GetProperty("model_max_length").GetInt32());
        Assert.Equal("CLIPTokenizer", config.RootElement.GetProperty("tokenizer_class").GetString());
        using var special = JsonDocument.Parse(File.ReadAllBytes(folder.File("special_tokens_map.json")));
        Assert.Equal("<|endoftext|>", special.RootElement.GetProperty("pad_token").GetString());
    }
}
