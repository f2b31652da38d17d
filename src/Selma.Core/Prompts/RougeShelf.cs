namespace Selma.Core.Prompts;

/// <summary>Texts of one number of words, laid out to be read in a row.</summary>
internal sealed class RougeShelf(int length)
{
    private WordMarks[] _marks = new WordMarks[4];
    private int[] _words = new int[4 * length]; // [texts, length]
    private int[] _indices = new int[4];
    private int _count;

    /// <summary>Words of each text.</summary>
    public int Length => length;

    /// <summary>The marks of every text.</summary>
    public ReadOnlySpan<WordMarks> Marks => _marks.AsSpan(0, _count);

    /// <summary>A text's words.</summary>
    public ReadOnlySpan<int> Words(int text) => _words.AsSpan(text * length, length);

    /// <summary>A text's index in the filter.</summary>
    public int Index(int text) => _indices[text];

    /// <summary>Adds a text of <see cref="Length"/> words.</summary>
    public void Add(int[] words, int index)
    {
        if (_count == _indices.Length)
        {
            Array.Resize(ref _marks, 2 * _count);
            Array.Resize(ref _words, 2 * _count * length);
            Array.Resize(ref _indices, 2 * _count);
        }

        _marks[_count] = WordMarks.Of(words);
        words.CopyTo(_words, _count * length);
        _indices[_count++] = index;
    }
}
