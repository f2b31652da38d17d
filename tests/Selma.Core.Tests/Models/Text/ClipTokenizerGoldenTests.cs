using System.IO.Compression;
using System.Text.Json;
using Selma.Core.Artifacts;
using Selma.Core.Models.Text;
using Selma.TestKit;

namespace Selma.Core.Tests.Models.Text;

public static class ClipTokenizerGoldenTests
{
    private const int Merges = 48894;
    private static readonly JsonElement Tokens = GoldenCases.Read("diffusion", "tokenizer", "tokens.json");

    /// <summary>Flavour, and where its configuration lies; the full vocabulary is made from CLIP's merges.</summary>
    private static readonly Dictionary<string, string[]> Configurations = new()
    {
        ["pad_eos"] = ["sd1", "model", "tokenizer"],
        ["pad_bang"] = ["sd2", "model", "tokenizer"],
        ["pad_bang_new_layout"] = ["tokenizer", "tiny_pad_bang"],
        ["tiny_pad_eos"] = ["tokenizer", "tiny_pad_eos"],
        ["tiny_pad_bang"] = ["tokenizer", "tiny_pad_bang"],
    };

    public static TheoryData<string> Flavours()
    {
        var flavours = Tokens.ValueKind == JsonValueKind.Undefined ? [] : Tokens.GetProperty("rows").EnumerateArray()
            .SelectMany(row => row.EnumerateObject()).Where(member => member.Value.ValueKind == JsonValueKind.Object)
            .Select(member => member.Name).Distinct();
        return [.. flavours];
    }

    [Theory(SkipTestWithoutData = true)]
    [MemberData(nameof(Flavours))]
    public static void Every_text_has_the_ids_of_transformers(string flavour)
    {
        using var folder = new TemporaryFolder();
        var tokenizer = Load(flavour, folder);
        foreach (var row in Tokens.GetProperty("rows").EnumerateArray().Where(row => row.TryGetProperty(flavour, out _)))
        {
            var text = row.GetProperty("text").GetString()!;
            var golden = row.GetProperty(flavour);
            var ids = golden.GetProperty("ids").EnumerateArray().Select(id => id.GetInt64())
                .Concat(Enumerable.Repeat((long)tokenizer.PaddingId, golden.GetProperty("pad").GetInt32()));
            var encoded = tokenizer.Encode(text);
            Assert.True(ids.SequenceEqual(encoded.Ids), $"'{text}': {string.Join(' ', encoded.Ids)} instead of {string.Join(' ', ids)}");
            if (flavour == "pad_eos")
            {
                Assert.Equal(row.GetProperty("length").GetInt32(), encoded.Length);
                Assert.Equal(row.GetProperty("truncated").GetBoolean(), encoded.Dropped > 0);
            }
        }
    }

    [Fact]
    public static void Vocabularies_and_padding_are_those_of_the_file()
    {
        using var folder = new TemporaryFolder();
        var full = Load("pad_eos", folder);
        Assert.Equal(Tokens.GetProperty("vocab_size").GetInt32(), full.VocabularySize);
        Assert.Equal(Tokens.GetProperty("pad_eos_id").GetInt32(), full.PaddingId);
        Assert.Equal(Tokens.GetProperty("pad_bang_id").GetInt32(), Load("pad_bang", folder).PaddingId);
        Assert.Equal(Tokens.GetProperty("tiny_vocab_size").GetInt32(), Load("tiny_pad_eos", folder).VocabularySize);
    }

    private static ClipTokenizer Load(string flavour, TemporaryFolder folder)
    {
        var source = Shared.Golden(["diffusion", .. Configurations[flavour]]);
        if (flavour.StartsWith("tiny", StringComparison.Ordinal))
        {
            return ClipTokenizer.Load(source);
        }

        foreach (var file in new[] { "tokenizer_config.json", "special_tokens_map.json" })
        {
            File.Copy(Path.Combine(source, file), folder.File(file), overwrite: true);
        }

        WriteFullVocabulary(folder);
        return ClipTokenizer.Load(folder.FullPath);
    }

    private static void WriteFullVocabulary(TemporaryFolder folder)
    {
        using var reader = new StreamReader(new GZipStream(
            File.OpenRead(Shared.Data("clip", "bpe_simple_vocab_16e6.txt.gz")), CompressionMode.Decompress));
        string[] merges = [.. reader.ReadToEnd().Split('\n').Skip(1).Take(Merges)];
        string[] bytes = [.. ByteSymbols.InOrder];
        string[] tokens =
        [
            .. bytes, .. bytes.Select(symbol => symbol + ByteSymbols.WordEnd), .. merges.Select(merge => merge.Replace(" ", "", StringComparison.Ordinal)),
            BytePairVocabulary.Start, BytePairVocabulary.End,
        ];
        AtomicFile.WriteLines(folder.File("merges.txt"), ["#version: 0.2", .. merges]);
        AtomicFile.WriteText(
            folder.File("vocab.json"),
            JsonSerializer.Serialize(tokens.Select((token, id) => (token, id)).ToDictionary(entry => entry.token, entry => entry.id)));
    }
}
