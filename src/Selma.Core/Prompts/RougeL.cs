namespace Selma.Core.Prompts;

/// <summary>ROUGE-L, the similarity of texts by their longest common subsequence of words; equal to rouge_score to the last bit.</summary>
/// <remarks>
/// Source: Lin 2004, section 3.2; as google-research <c>rouge_score</c> computes it without stemming, ties included: rounding puts some
/// texts at 0.8000000000000002 that share exactly four fifths of their words.
/// </remarks>
public static class RougeL
{
    /// <summary>The words compared: runs of a-z and 0-9 of the lower-cased text.</summary>
    public static IReadOnlyList<string> Words(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var words = new List<string>();
        foreach (var word in new RougeTokenizer(text, new char[text.Length]))
        {
            words.Add(word.ToString());
        }

        return words;
    }

    /// <summary>Scores a text.</summary>
    /// <param name="target">What precision does not count: the text that is there.</param>
    /// <param name="prediction">What precision counts: the new text.</param>
    /// <returns>All 0 where a text has no words.</returns>
    public static RougeScore Score(string target, string prediction)
    {
        ArgumentNullException.ThrowIfNull(target);
        ArgumentNullException.ThrowIfNull(prediction);
        var vocabulary = new RougeVocabulary();
        var targetWords = vocabulary.Read(target);
        var predictionWords = vocabulary.Read(prediction);
        var subsequence = new CommonSubsequence();
        subsequence.Hold(predictionWords, vocabulary.Count);
        return RougeScore.Of(subsequence.Length(targetWords), targetWords.Length, predictionWords.Length);
    }

    /// <summary>The F-measure of two texts, 0..1.</summary>
    public static double Similarity(string first, string second) => Score(first, second).FMeasure;
}
