using System.Globalization;
using Selma.Core.Numerics;

namespace Selma.Core.Models.Language;

/// <summary>The language model of the embedded world: writes prompts like those that a request shows, without a network.</summary>
/// <remarks>
/// It takes each example apart into clauses and slots, recombines the clauses of all examples and fills the slots with other words of the
/// world. So the examples decide what is written: length, wording, which things are said of things, and whether their colours are usual.
/// </remarks>
public sealed class EmbeddedWriter : ILanguageModel
{
    private const int Shortfall = 4; // like a language model, it writes up to three prompts fewer than it is asked for
    private const int Tries = 20; // per prompt, to keep within the word limit

    /// <inheritdoc/>
    public Task<string> Complete(string prompt, ulong seed, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        return Task.FromResult(Write(WritingRequest.Read(prompt), new Draws(seed, "embedded writer", 0)));
    }

    private static string Write(WritingRequest request, Draws draws)
    {
        var mixer = new PatternMixer([.. request.Examples.Select(Pattern.Of).Where(pattern => pattern.Clauses.Count > 0)]);
        var habit = ColorHabit.Of(request.Examples);
        var count = Math.Max(1, request.Count - draws.Next(Shortfall));
        HashSet<string> prompts = [];
        for (var tries = 0; prompts.Count < count && tries < count * Tries; tries++)
        {
            if (SlotFiller.Write(mixer.Mix(draws), habit, draws) is { } text && text.Split(' ').Length <= request.MaxWords)
            {
                _ = prompts.Add(text);
            }
        }

        return string.Join('\n', prompts.Select((text, i) => string.Create(CultureInfo.InvariantCulture, $"{request.First + i}. {text}")));
    }
}
