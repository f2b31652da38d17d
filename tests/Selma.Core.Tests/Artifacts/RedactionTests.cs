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

    [Theory]
    [InlineData("/home/me/models/x", "x")]
    [InlineData("/home/me/models/x/", "x")]
    [InlineData("/home/me/my models/an x.csv", "an x.csv")]
    [InlineData("//server/share/x.csv", "x.csv")]
    [InlineData(@"C:\Users\me\x.csv", "x.csv")]
    [InlineData("D:/me/x.csv", "x.csv")]
    [InlineData(@"\\server\share\x.csv", "x.csv")]
    [InlineData("file:///home/me/x.csv", "file:x.csv")]
    [InlineData("[/home/me/a.csv, ../b.csv,/home/me/c.csv]", "[a.csv, ../b.csv,c.csv]")]
    [InlineData("{ method: cat, coefficients: \"/home/me/c.json\" }", "{ method: cat, coefficients: \"c.json\" }")]
    [InlineData("../models/x", "../models/x")]
    [InlineData("owner/name@main", "owner/name@main")]
    [InlineData("http://localhost:11434/v1", "http://localhost:11434/v1")]
    [InlineData("black / white", "black / white")]
    [InlineData("/", "/")]
    [InlineData("", "")]
    public static void Of_a_rooted_path_only_the_files_name_is_shown(string text, string shown) =>
        Assert.Equal(shown, Redaction.WithoutFolders(text));
}
