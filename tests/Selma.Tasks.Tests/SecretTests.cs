using System.IO.Compression;
using System.Text;
using Selma.TestKit;

namespace Selma.Tasks.Tests;

/// <summary>A planted key is looked for in everything that a build writes.</summary>
public static class SecretTests
{
    private const string Key = "sk-planted-in-msbuild-0123456789";

    [Fact]
    public static async Task The_key_is_in_no_output_log_or_binlog()
    {
        await using var server = await ChatServer.Start(call => call.Number switch
        {
            0 => ChatAnswer.Error(500, "x", $"You sent {call.Headers["Authorization"]}", ("Retry-After", "0")),
            1 => ChatAnswer.Text($"4. a red box\n5. a blue sun above a green tent\n6. {call.Headers["Authorization"]}"),
            _ => ChatAnswer.Error(401, "x", $"Wrong key {call.Headers["Authorization"]}"),
        });
        using var project = new MSBuildProject(
            $"model: mini\nskills: [coco]\nprompts:\n  writer: openai\n  endpoint: {server.Endpoint}\n  api_key_env: MY_KEY\n  count: 40\n");
        project.Variables.Add("MY_KEY", Key);
        _ = Directory.CreateDirectory(project.File("run"));
        var (exitCode, output) = project.Run(
            "-t:Prompts",
            "-p:SelmaTargets=Prompts",
            "-v:diagnostic",
            $"-bl:{project.File("build.binlog")}",
            $"-p:SelmaRun={project.File("run")}",
            $"-logger:Selma.Tasks.SelmaLogger,{MSBuildProject.Assembly()};{project.File("run")}");

        Assert.NotEqual(0, exitCode);
        Assert.Contains("error SELMA2013", output, StringComparison.Ordinal);
        Assert.Contains("Wrong key Bearer ***", output, StringComparison.Ordinal);
        Assert.DoesNotContain(Key, output, StringComparison.Ordinal);
        Assert.All(server.Calls, call => Assert.Equal($"Bearer {Key}", call.Headers["Authorization"]));
        Assert.Contains("SELMA2013", Read(project.File("build.binlog")), StringComparison.Ordinal); // what is in it can be found
        foreach (var file in Directory.EnumerateFiles(project.Folder, "*", SearchOption.AllDirectories))
        {
            Assert.DoesNotContain(Key, Read(file), StringComparison.Ordinal);
        }
    }

    [Fact]
    public static void A_dry_run_shows_the_request_and_no_key()
    {
        using var project = new MSBuildProject("model: mini\nskills: [coco]\nprompts: { writer: openai, endpoint: \"http://127.0.0.1:9/v1\", api_key_env: MY_KEY }\n");
        project.Variables.Add("MY_KEY", Key);
        var (exitCode, output) = project.Run("-t:ShowRequests");

        Assert.True(exitCode == 0, output);
        Assert.Contains("POST http://127.0.0.1:9/v1/chat/completions", output, StringComparison.Ordinal);
        Assert.Contains("Authorization: Bearer $MY_KEY", output, StringComparison.Ordinal);
        Assert.Contains("\"model\": \"gpt-4o-mini\"", output, StringComparison.Ordinal);
        Assert.DoesNotContain(Key, output, StringComparison.Ordinal);
    }

    /// <summary>A binary log is compressed: the key would hide.</summary>
    private static string Read(string file)
    {
        using var stream = File.OpenRead(file);
        using var plain = file.EndsWith(".binlog", StringComparison.Ordinal) ? new GZipStream(stream, CompressionMode.Decompress) : (Stream)stream;
        using var reader = new StreamReader(plain, Encoding.Latin1);
        return reader.ReadToEnd();
    }
}
