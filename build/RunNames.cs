namespace Selma.Build;

/// <summary>Tells the runs behind <c>Diff</c> from targets.</summary>
internal static class RunNames
{
    /// <summary>Whether a word is the target that takes runs.</summary>
    public static bool IsDiff(string word) => Targets.Find(word) == Targets.Diff;

    /// <summary>Words that are targets or should be, and the names of runs: every word behind <c>Diff</c> that is no target.</summary>
    public static (string[] Words, string[] Runs) Split(string[] typed)
    {
        var behind = Array.FindIndex(typed, IsDiff);
        var isRun = typed.Select((word, i) => behind >= 0 && i > behind && Targets.Find(word) is null && !word.StartsWith('-')).ToArray();
        return ([.. typed.Where((_, i) => !isRun[i])], [.. typed.Where((_, i) => isRun[i])]);
    }
}
