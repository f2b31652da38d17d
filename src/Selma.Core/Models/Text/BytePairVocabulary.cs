using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Selma.Core.Artifacts;

namespace Selma.Core.Models.Text;

/// <summary>The tokens and merges of a CLIP tokenizer, and the files that hold them.</summary>
/// <param name="Tokens">Tokens by id: byte symbols, byte symbols that end a word, merged symbols, start, end.</param>
/// <param name="Merges">Pairs of symbols, the first merged first.</param>
public sealed record BytePairVocabulary(IReadOnlyList<string> Tokens, IReadOnlyList<(string Left, string Right)> Merges)
{
    /// <summary>Opens every sequence.</summary>
    public const string Start = "<|startoftext|>";

    /// <summary>Ends every sequence, fills it up, and stands for what is unknown.</summary>
    public const string End = "<|endoftext|>";

    private static readonly JsonWriterOptions Json = new() { Indented = true, NewLine = "\n", Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Writes vocab.json, merges.txt, tokenizer_config.json and special_tokens_map.json, as transformers' CLIPTokenizer reads them.</summary>
    /// <param name="folder">The model's <c>tokenizer</c> folder; created when missing.</param>
    /// <param name="maxLength">Tokens a prompt may have with start and end.</param>
    public void Save(string folder, int maxLength)
    {
        WriteJson(Path.Combine(folder, "vocab.json"), json =>
        {
            for (var id = 0; id < Tokens.Count; id++)
            {
                json.WriteNumber(Tokens[id], id);
            }
        });
        AtomicFile.WriteText(
            Path.Combine(folder, "merges.txt"),
            "#version: 0.2\n" + string.Concat(Merges.Select(merge => $"{merge.Left} {merge.Right}\n")));
        WriteJson(Path.Combine(folder, "special_tokens_map.json"), WriteSpecialTokens);
        WriteJson(Path.Combine(folder, "tokenizer_config.json"), json =>
        {
            json.WriteBoolean("add_prefix_space", false);
            json.WriteBoolean("do_lower_case", true);
            json.WriteString("errors", "replace");
            json.WriteNumber("model_max_length", maxLength);
            WriteSpecialTokens(json);
            json.WriteString("tokenizer_class", "CLIPTokenizer");
        });
    }

    private static void WriteSpecialTokens(Utf8JsonWriter json)
    {
        json.WriteString("bos_token", Start);
        json.WriteString("eos_token", End);
        json.WriteString("pad_token", End);
        json.WriteString("unk_token", End);
    }

    private static void WriteJson(string path, Action<Utf8JsonWriter> write) => AtomicFile.Write(path, stream =>
    {
        using (var json = new Utf8JsonWriter(stream, Json))
        {
            json.WriteStartObject();
            write(json);
            json.WriteEndObject();
        }

        stream.Write(Encoding.UTF8.GetBytes("\n"));
    });
}
