using System.Globalization;
using Selma.Core.Models.Language;

namespace Selma.TestKit;

/// <summary>A language model that answers as told and remembers what it was asked.</summary>
/// <param name="reply">The reply to a request with this number, from 0.</param>
public sealed class ScriptedLanguageModel(Func<string, ulong, int, string> reply) : ILanguageModel
{
    private readonly List<string> _requests = [];

    /// <summary>Answers every request with the same prompts.</summary>
    public ScriptedLanguageModel(params string[] prompts)
        : this((_, _, _) => string.Join('\n', prompts.Select((prompt, i) => string.Create(CultureInfo.InvariantCulture, $"{i + 4}. {prompt}"))))
    {
    }

    /// <summary>The requests so far.</summary>
    public IReadOnlyList<string> Requests => _requests;

    /// <inheritdoc/>
    public Task<string> Complete(string prompt, ulong seed, CancellationToken cancellation)
    {
        _requests.Add(prompt);
        return Task.FromResult(reply(prompt, seed, _requests.Count - 1));
    }
}
