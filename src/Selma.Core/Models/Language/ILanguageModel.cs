namespace Selma.Core.Models.Language;

/// <summary>Answers a request in plain text.</summary>
public interface ILanguageModel
{
    /// <summary>Answers one request, a single message without history.</summary>
    /// <param name="prompt">The request.</param>
    /// <param name="seed">Fixes the reply as far as the model allows: the same request with the same seed is answered alike.</param>
    /// <param name="cancellation">Gives the request up.</param>
    /// <returns>The reply as it came.</returns>
    /// <exception cref="OperationCanceledException">The request was given up.</exception>
    Task<string> Complete(string prompt, ulong seed, CancellationToken cancellation);
}
