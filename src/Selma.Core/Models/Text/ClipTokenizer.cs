using System.Text.Json;

namespace Selma.Core.Models.Text;

/// <summary>CLIP's byte-pair tokenizer, id for id that of transformers' CLIPTokenizer (its fast flavour, the only one since version 5).</summary>
/// <remarks>
/// Special tokens, the padding token among them, are cut out of the text before it is split into words. So with the tokenizers of
/// SD v2 and SDXL's second encoder, which pad with <c>!</c>, every exclamation mark becomes a padding token, as in diffusers.
/// </remarks>
public sealed class ClipTokenizer
{
    private const int DefaultMaxLength = 77;
    private readonly Dictionary<string, int> _vocabulary;
    private readonly BytePairEncoder _words;
    private readonly SpecialToken[] _asWritten;
    private readonly SpecialToken[] _normalized;

    private ClipTokenizer(Dictionary<string, int> vocabulary, IEnumerable<(string Left, string Right)> merges, TokenizerConfig config)
    {
        _vocabulary = vocabulary;
        StartId = vocabulary[config.Start];
        EndId = vocabulary[config.End];
        PaddingId = vocabulary[config.Padding];
        MaxLength = config.MaxLength ?? DefaultMaxLength;
        _words = new(vocabulary, merges, vocabulary[config.Unknown]);
        var known = config.Tokens.Where(token => vocabulary.ContainsKey(token.Content)).ToLookup(token => token.Normalized);
        (_asWritten, _normalized) = ([.. known[false]], [.. known[true]]);
    }

    private ClipTokenizer(ClipTokenizer other)
    {
        (_vocabulary, _words, _asWritten, _normalized) = (other._vocabulary, other._words, other._asWritten, other._normalized);
        (StartId, EndId, PaddingId) = (other.StartId, other.EndId, other.PaddingId);
    }

    /// <summary>Opens every sequence.</summary>
    public int StartId { get; }

    /// <summary>Ends every sequence.</summary>
    public int EndId { get; }

    /// <summary>Fills sequences up; the same as <see cref="EndId"/> in SD v1, 0 in SD v2.</summary>
    public int PaddingId { get; }

    /// <summary>Entries of the vocabulary.</summary>
    public int VocabularySize => _vocabulary.Count;

    /// <summary>Length of every sequence: 77 in the published models.</summary>
    public int MaxLength { get; private init; }

    /// <summary>Reads a model's <c>tokenizer</c> folder.</summary>
    /// <param name="folder">Holds vocab.json and merges.txt, and tokenizer_config.json and special_tokens_map.json where there are some.</param>
    /// <exception cref="SelmaException">SELMA2114: a file is absent or malformed.</exception>
    public static ClipTokenizer Load(string folder)
    {
        try
        {
            var vocabulary = JsonSerializer.Deserialize<Dictionary<string, int>>(File.ReadAllBytes(Path.Combine(folder, "vocab.json")));
            return new(vocabulary!, ReadMerges(Path.Combine(folder, "merges.txt")), TokenizerConfig.Read(folder));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or JsonException or KeyNotFoundException or InvalidOperationException)
        {
            throw new SelmaException("SELMA2114", $"The tokenizer cannot be read: {e.Message} Copy the model's folder anew.", new Place(folder), e);
        }
    }

    /// <summary>The same tokenizer for an encoder with fewer positions.</summary>
    /// <param name="positions">Positions of the text encoder.</param>
    public ClipTokenizer Limit(int positions) => positions >= MaxLength ? this : new(this) { MaxLength = positions };

    /// <summary>A text's ids: start, tokens, end, padding. A longer text loses its end, never the end token.</summary>
    public TokenIds Encode(string text)
    {
        long[] tokens = [.. Tokens(text)];
        var kept = tokens.Take(MaxLength - 2).ToArray();
        return new(
            [StartId, .. kept, EndId, .. Enumerable.Repeat((long)PaddingId, MaxLength - 2 - kept.Length)],
            tokens.Length + 2);
    }

    private IEnumerable<long> Tokens(string text)
    {
        foreach (var (part, special) in CutOut(text, _asWritten))
        {
            if (special)
            {
                yield return _vocabulary[part];
                continue;
            }

            foreach (var id in TokensOfNormalized(WordSplitter.Normalize(part)))
            {
                yield return id;
            }
        }
    }

    private IEnumerable<long> TokensOfNormalized(string text) => CutOut(text, _normalized).SelectMany(part => part.Special
        ? [_vocabulary[part.Text]]
        : WordSplitter.Split(part.Text).SelectMany(_words.Encode).Select(id => (long)id));

    /// <summary>The text in parts, special tokens apart: the first one, of several the longest, then on behind it.</summary>
    private static IEnumerable<(string Text, bool Special)> CutOut(string text, SpecialToken[] tokens)
    {
        while (true)
        {
            var (index, token) = tokens.Select(token => (Index: text.IndexOf(token.Content, StringComparison.Ordinal), token.Content))
                .Where(found => found.Index >= 0).OrderBy(found => found.Index).ThenByDescending(found => found.Content.Length)
                .FirstOrDefault((-1, ""));
            if (index < 0)
            {
                yield return (text, false);
                yield break;
            }

            yield return (text[..index], false);
            yield return (token, true);
            text = text[(index + token.Length)..];
        }
    }

    private static IEnumerable<(string Left, string Right)> ReadMerges(string path) => [.. File.ReadLines(path)
        .Where(line => line.Length > 0 && !line.StartsWith("#version", StringComparison.Ordinal))
        .Select(line => line.Split(' ') is [var left, var right]
            ? (left, right)
            : throw new InvalidOperationException($"merges.txt has the line '{line}'."))];
}
