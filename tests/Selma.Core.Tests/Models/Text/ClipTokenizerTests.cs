using Selma.Core.Artifacts;
using Selma.Core.Models.Text;
using Selma.TestKit;

namespace Selma.Core.Tests.Models.Text;

public sealed class ClipTokenizerTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public ClipTokenizerTests() => BytePairLearner.Learn(["a red ball!", "two blue stars", "an echo"], []).Save(_folder.FullPath, 8);

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Words_stand_between_start_and_end_and_padding_follows()
    {
        var tokenizer = Load();
        var vocabulary = tokenizer.Encode("red").Ids[1];
        Assert.Equal([tokenizer.StartId, vocabulary, tokenizer.EndId, .. Enumerable.Repeat((long)tokenizer.PaddingId, 5)], tokenizer.Encode("  RED\n").Ids);
        Assert.Equal(tokenizer.EndId, tokenizer.PaddingId);
        Assert.Equal(tokenizer.VocabularySize - 1, tokenizer.EndId);
    }

    [Fact]
    public void A_long_text_loses_its_end_but_not_the_end_token()
    {
        var tokenizer = Load();
        var ids = tokenizer.Encode("a red ball a red ball a red ball");
        Assert.Equal((8, 11, 3), (ids.Ids.Count, ids.Length, ids.Dropped));
        Assert.Equal(tokenizer.EndId, ids.Ids[^1]);
        Assert.Equal(tokenizer.Encode("a red ball a red ball").Ids, ids.Ids);
        Assert.Equal(0, tokenizer.Encode("a red ball").Dropped);
    }

    [Fact]
    public void An_encoder_with_fewer_positions_gets_shorter_sequences()
    {
        Assert.Equal(5, Load().Limit(5).Encode("a red ball a red ball").Ids.Count);
        Assert.Equal(8, Load().Limit(77).MaxLength);
    }

    [Fact]
    public void A_padding_token_that_occurs_in_texts_is_cut_out_of_them()
    {
        AtomicFile.WriteText(_folder.File("special_tokens_map.json"), """{"pad_token": "!"}""");
        var tokenizer = Load();
        Assert.Equal(0, tokenizer.PaddingId);
        Assert.Equal([.. Load().Encode("ball").Ids.Take(2), 0, 0, tokenizer.EndId], tokenizer.Encode("ball!!").Ids.Take(5));
    }

    [Fact]
    public void A_special_token_counts_in_capitals_only_where_the_file_says_normalized()
    {
        Assert.NotEqual(Load().EndId, Load().Encode("<|ENDOFTEXT|>").Ids[1]);
        AtomicFile.WriteText(
            _folder.File("special_tokens_map.json"), """{"eos_token": {"content": "<|endoftext|>", "normalized": true}, "pad_token": "!", "unk_token": null}""");
        AtomicFile.WriteText(_folder.File("tokenizer_config.json"), """{"unk_token": {"content": "<|endoftext|>", "normalized": true}}""");
        Assert.Equal([Load().EndId, Load().EndId], Load().Encode("<|ENDOFTEXT|>").Ids.Skip(1).Take(2));
    }

    [Theory]
    [InlineData("vocab.json", "{")]
    [InlineData("vocab.json", "{}")] // no start token
    [InlineData("merges.txt", "#version: 0.2\na b c\n")]
    [InlineData("tokenizer_config.json", "[")]
    public void A_malformed_file_is_refused(string file, string content)
    {
        AtomicFile.WriteText(_folder.File(file), content);
        var error = Assert.Throws<SelmaException>(Load);
        Assert.Equal(("SELMA2114", _folder.FullPath), (error.Code, error.Place?.File));
    }

    [Fact]
    public void A_missing_file_is_refused()
    {
        File.Delete(_folder.File("merges.txt"));
        Assert.Equal("SELMA2114", Assert.Throws<SelmaException>(Load).Code);
    }

    [Theory]
    [InlineData("it's 24 o'clock", "it 's 2 4 o ' clock")]
    [InlineData("a--b!?", "a -- b !?")]
    [InlineData("<|endoftext|>!", "<| endoftext |> !")]
    [InlineData("\U0001D7D9\U0001D7DA x", "\U0001D7D9 \U0001D7DA x")] // digits beyond the basic plane, one at a time
    [InlineData("e\u0301", "\u00e9")]
    [InlineData("\u0130\u03a3", "i \u0307 \u03c3")] // capital sigma at the end, dotted capital i
    public void Texts_fall_into_pieces(string text, string pieces) =>
        Assert.Equal(pieces, string.Join(' ', WordSplitter.Split(WordSplitter.Normalize(text))));

    private ClipTokenizer Load() => ClipTokenizer.Load(_folder.FullPath);
}
