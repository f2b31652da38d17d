using Selma.Core.Artifacts;

namespace Selma.Core.Tests.Artifacts;

public static class RedactionTests
{
    [Theory]
    [InlineData("config.endpoint", "https://user:pass@host/v1", "https://(hidden)@host/v1")]
    [InlineData("config.endpoint", "https://host/v1", "https://host/v1")]
    [InlineData("config.api_key", "abc", "(hidden)")]
    [InlineData("config.api_key_env", "OPENAI_API_KEY", "OPENAI_API_KEY")]
    [InlineData("config.note", "use sk-abcdefghijklmnop1234 here", "use (hidden) here")]
    public static void What_looks_like_a_secret_is_hidden(string name, string value, string shown) => Assert.Equal(shown, Redaction.Value(name, value));
}
