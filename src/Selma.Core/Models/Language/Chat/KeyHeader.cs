using System.ClientModel.Primitives;

namespace Selma.Core.Models.Language.Chat;

/// <summary>Puts the key where the endpoint looks for it, or nothing at all: local servers want none.</summary>
/// <param name="endpoint">Azure has a header of its own.</param>
/// <param name="key">The key.</param>
internal sealed class KeyHeader(ChatEndpoint endpoint, ApiKey key) : PipelinePolicy
{
    /// <summary>The header's name, and what it says before the key.</summary>
    public static (string Name, string Prefix) Of(ChatEndpoint endpoint) => endpoint.IsAzure ? ("api-key", "") : ("Authorization", "Bearer ");

    /// <inheritdoc/>
    public override void Process(PipelineMessage message, IReadOnlyList<PipelinePolicy> pipeline, int currentIndex)
    {
        Set(message);
        ProcessNext(message, pipeline, currentIndex);
    }

    /// <inheritdoc/>
    public override ValueTask ProcessAsync(PipelineMessage message, IReadOnlyList<PipelinePolicy> pipeline, int currentIndex)
    {
        Set(message);
        return ProcessNextAsync(message, pipeline, currentIndex);
    }

    private void Set(PipelineMessage message)
    {
        _ = message.Request.Headers.Remove("Authorization"); // the package's own, of a key that is none
        if (key.IsSet)
        {
            var (name, prefix) = Of(endpoint);
            message.Request.Headers.Set(name, prefix + key.Value);
        }
    }
}
