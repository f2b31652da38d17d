using System.Text.RegularExpressions;

namespace Selma.Core.Models.Hub;

/// <summary>A model on the Hugging Face hub: <c>owner/name</c>, or <c>owner/name@revision</c>.</summary>
/// <param name="Name">Owner and name.</param>
/// <param name="Revision">A branch, a tag or the 40 digits of a commit.</param>
public sealed partial record HubModelId(string Name, string Revision)
{
    private const string DefaultBranch = "main";

    /// <summary>Whether the revision is a commit, which never changes.</summary>
    internal bool IsFixed => IsCommit(Revision);

    /// <summary>Reads an id; null where the text is none.</summary>
    public static HubModelId? Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var match = IdPattern().Match(text);
        var isSafe = !text.Contains("..", StringComparison.Ordinal) && !text.Contains("--", StringComparison.Ordinal);
        return match.Success && isSafe
            ? new(match.Groups["name"].Value, match.Groups["revision"] is { Success: true, Value: var revision } ? revision : DefaultBranch)
            : null;
    }

    /// <summary>Whether a text is the name of a commit, 40 hexadecimal digits.</summary>
    internal static bool IsCommit(string text) => CommitPattern().IsMatch(text);

    /// <summary>As it is written: the default branch is left out.</summary>
    public override string ToString() => Revision == DefaultBranch ? Name : $"{Name}@{Revision}";

    [GeneratedRegex(@"^(?<name>[A-Za-z0-9_][\w.-]{0,95}/[A-Za-z0-9_][\w.-]{0,95})(@(?<revision>[A-Za-z0-9_][\w./-]{0,127}))?\z", RegexOptions.ExplicitCapture | RegexOptions.ECMAScript)]
    private static partial Regex IdPattern();

    [GeneratedRegex(@"^[0-9a-f]{40}\z")]
    private static partial Regex CommitPattern();
}
