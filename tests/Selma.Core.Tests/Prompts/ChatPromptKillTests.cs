using Selma.Core.Artifacts;
using Selma.Core.Tests.Pipeline;
using Selma.TestKit;

namespace Selma.Core.Tests.Prompts;

/// <summary>The process is killed while requests are under way, then the stage is run again; a server counts what it answers.</summary>
public sealed class ChatPromptKillTests : IDisposable
{
    private const string Folder = "SELMA_TEST_CHILD_FOLDER";
    private const string Endpoint = "SELMA_TEST_CHILD_ENDPOINT";
    private readonly TemporaryFolder _folder = new();

    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    [InlineData(7)]
    public async Task Killed_it_repeats_no_request_that_was_paid_for(int replies)
    {
        using var unbroken = new TemporaryFolder();
        await using var server = await ChatServer.Start();
        var whole = new ChatPromptRun(server.Endpoint, unbroken.FullPath);
        _ = await whole.Go();

        var gate = new TaskCompletionSource();
        await using var counting = await ChatServer.Start(call => ChatAnswer.Text(ChatServer.Prompts(call)) with
        {
            Before = call.Number < replies ? Task.CompletedTask : gate.Task, // the others are under way when the process dies, and never answered
        });
        using var child = ChildTest.Start(
            typeof(ChatPromptKillTests), nameof(Run_in_a_child_process), (Folder, _folder.FullPath), (Endpoint, counting.Endpoint));
        var journal = _folder.File("state", "replies.jsonl");
        while (Lines(journal) <= replies && !child.HasExited)
        {
            await Task.Delay(10, TestContext.Current.CancellationToken);
        }

        child.Kill();
        await child.WaitForExitAsync(TestContext.Current.CancellationToken);
        var paid = counting.Calls.Where(call => call.IsAnswered).Select(call => call.Json).ToList();
        Assert.Equal(replies, paid.Count);
        gate.SetResult();

        var before = counting.Calls.Count;
        var run = new ChatPromptRun(counting.Endpoint, _folder.FullPath);
        var account = await run.Go();
        Assert.Equal(replies, account.KeptReplies);
        Assert.Empty(counting.Calls.Skip(before).Select(call => call.Json).Intersect(paid));
        Assert.Equal(whole.Outputs, run.Outputs);
    }

    /// <summary>What the test above starts in another process.</summary>
    [Fact(Explicit = true)]
    public async Task Run_in_a_child_process() => _ = await new ChatPromptRun(
        Environment.GetEnvironmentVariable(Endpoint)!, Environment.GetEnvironmentVariable(Folder)!).Go(TestContext.Current.CancellationToken);

    [Fact]
    public async Task Killed_at_any_byte_of_its_journal_it_ends_with_the_same_bytes()
    {
        await using var server = await ChatServer.Start();
        using var unbroken = new TemporaryFolder();
        var whole = new ChatPromptRun(server.Endpoint, unbroken.FullPath);
        _ = await whole.Go();
        var journal = File.ReadAllBytes(unbroken.File("state", "replies.jsonl"));
        for (var length = 0; length < journal.Length; length += (journal.Length / 7) + 1)
        {
            using var folder = new TemporaryFolder();
            AtomicFile.WriteBytes(folder.File("state", "replies.jsonl"), journal[..length]);
            var run = whole with { Folder = folder.FullPath };
            _ = await run.Go();
            Assert.Equal(whole.Outputs, run.Outputs);
        }
    }

    public void Dispose() => _folder.Dispose();

    private static int Lines(string file)
    {
        try
        {
            using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
            using var reader = new StreamReader(stream);
            return reader.ReadToEnd().Count(letter => letter == '\n');
        }
        catch (IOException)
        {
            return 0;
        }
    }
}
