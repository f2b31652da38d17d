using System.Collections.Concurrent;
using Selma.Core.Artifacts;
using Selma.Core.Numerics;
using Selma.Core.Prompts;
using Selma.TestKit;

namespace Selma.Core.Tests.Prompts;

public sealed class ChatPromptStageTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    [Fact]
    public async Task Writes_as_many_prompts_as_asked_with_their_descent()
    {
        await using var server = await ChatServer.Start();
        var run = new ChatPromptRun(server.Endpoint, _folder.FullPath) { Settings = new() { Writer = "openai", Count = 250 } };
        var account = await run.Go();
        var lines = PromptFile.Read(run.File("prompts.jsonl"));
        Assert.Equal(250, lines.Count);
        var depths = run.Skill.SeedPrompts.ToDictionary(seed => seed, _ => 0);
        foreach (var line in lines)
        {
            Assert.Equal(1 + line.Examples.Max(example => depths[example]), line.Depth); // every example came before
            depths.Add(line.Prompt, line.Depth!.Value);
        }

        Assert.True(lines.Max(line => line.Depth) > 1);
        Assert.All(lines.Where(line => line.Request < 8), line => Assert.Equal(run.Skill.SeedPrompts.Order(), line.Examples.Order()));
        Assert.Contains(lines, line => line.Request >= 8 && !line.Examples.All(run.Skill.SeedPrompts.Contains));
        Assert.Equal(server.Calls.Count, account.Requests);
    }

    [Fact]
    public async Task Whichever_reply_comes_first_the_prompts_are_the_same_bytes()
    {
        var outcomes = new HashSet<(string, string)>();
        var orders = new HashSet<string>();
        for (var seed = 0UL; seed < 4; seed++)
        {
            using var folder = new TemporaryFolder();
            var order = new ConcurrentQueue<ulong>();
            var delays = new Draws(seed, "delays", 0);
            await using var server = await ChatServer.Start(call => ChatAnswer.Text(ChatServer.Prompts(call)) with { Before = After(delays, call, order) });
            var run = new ChatPromptRun(server.Endpoint, folder.FullPath);
            _ = await run.Go();
            _ = outcomes.Add(run.Outputs);
            _ = orders.Add(string.Join(' ', order));
        }

        _ = Assert.Single(outcomes);
        Assert.True(orders.Count > 1); // or the test has shown nothing
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(100)]
    public async Task How_many_requests_are_under_way_changes_nothing(int parallel)
    {
        using var folder = new TemporaryFolder();
        await using var server = await ChatServer.Start();
        var run = new ChatPromptRun(server.Endpoint, _folder.FullPath);
        _ = await run.Go();
        var other = run with { Folder = folder.FullPath, Settings = run.Settings with { Chat = new() { Parallel = parallel } } };
        _ = await other.Go();
        Assert.Equal(run.Outputs, other.Outputs);
    }

    [Fact]
    public async Task Never_more_requests_are_under_way_than_allowed_nor_many_more_than_needed()
    {
        var (now, most) = (0, 0);
        await using var server = await ChatServer.Start(call =>
        {
            most = Math.Max(most, Interlocked.Increment(ref now));
            return ChatAnswer.Text(ChatServer.Prompts(call)) with { Before = Leave() };
            async Task Leave()
            {
                await Task.Delay(20);
                _ = Interlocked.Decrement(ref now);
            }
        });
        _ = await new ChatPromptRun(server.Endpoint, _folder.FullPath) { Settings = new() { Writer = "openai", Count = 150, Chat = new() { Parallel = 4 } } }.Go();
        Assert.InRange(most, 2, 4);
        Assert.InRange(server.Calls.Count, 8, 9); // 150 of 20 each
    }

    [Fact]
    public async Task Stopped_anywhere_it_asks_for_no_reply_twice_and_ends_with_the_same_bytes()
    {
        using var folder = new TemporaryFolder();
        await using var server = await ChatServer.Start();
        var unbroken = new ChatPromptRun(server.Endpoint, folder.FullPath);
        _ = await unbroken.Go();
        var calls = server.Calls.Count;
        for (var stop = 0; stop < 150; stop += 35)
        {
            using var stopped = new TemporaryFolder();
            await using var again = await ChatServer.Start();
            using var cancellation = new CancellationTokenSource();
            var run = new ChatPromptRun(again.Endpoint, stopped.FullPath) { Progress = Stop };
            _ = await Assert.ThrowsAnyAsync<OperationCanceledException>(() => run.Go(cancellation.Token));
            _ = await (run with { Progress = _ => { } }).Go();
            Assert.Equal(unbroken.Outputs, run.Outputs);
            Assert.InRange(again.Calls.Count, calls, calls + 8); // those under way when it stopped
            AssertNotPaidTwice(Path.Combine(stopped.FullPath, "state", "replies.jsonl"));

            void Stop(StageProgress progress)
            {
                if (progress.Done >= stop)
                {
                    cancellation.Cancel();
                }
            }
        }
    }

    [Fact]
    public async Task An_error_keeps_the_replies_that_are_under_way()
    {
        await using var server = await ChatServer.Start(call => call.Number == 0
            ? ChatAnswer.Error(400, "bad", "No.")
            : ChatAnswer.Text(ChatServer.Prompts(call)) with { Before = Task.Delay(100) });
        var run = new ChatPromptRun(server.Endpoint, _folder.FullPath);
        Assert.Equal("SELMA2017", (await Assert.ThrowsAsync<SelmaException>(() => run.Go())).Code);
        var failed = server.Calls.Count;
        Assert.InRange(failed, 2, 8);
        var account = await run.Go();
        Assert.Equal(failed - 1, account.KeptReplies);
        AssertNotPaidTwice(Path.Combine(_folder.FullPath, "state", "replies.jsonl"));
    }

    [Fact]
    public async Task More_prompts_cost_only_the_difference()
    {
        await using var server = await ChatServer.Start();
        var run = new ChatPromptRun(server.Endpoint, _folder.File("first")) { Archive = _folder.File("archive") };
        _ = await run.Go();
        var before = server.Calls.Count;
        var more = run with { Folder = _folder.File("second"), Settings = run.Settings with { Count = 300 } };
        var account = await more.Go();
        Assert.Equal(before, account.KeptReplies);
        Assert.Equal(server.Calls.Count - before, account.Requests);
        Assert.StartsWith(run.Outputs.Prompts, more.Outputs.Prompts, StringComparison.Ordinal);
        var same = run with { Folder = _folder.File("third") };
        Assert.Equal(0, (await same.Go()).Requests);
        Assert.Equal(run.Outputs, same.Outputs);
    }

    [Fact]
    public async Task Replies_of_every_kind_leave_good_prompts_and_reasons()
    {
        string[] replies =
        [
            "Sure! Here are some prompts you might like:\n\n1. a cat made of glass\n2. **a dog that reads the news**\n\nLet me know if you need more!",
            "1. a cat made of glass\n2. a dog that reads the news\n3. a fish in a tree",
            "```\n4) \"a red cloud below the ground\"\n5\\. a boat on a road\n   of warm sand\n```",
            "I am sorry, but I can only help with cooking.",
            "4. a whole prompt\n5. a prompt that is cut off in",
            "",
            $"4. {string.Join(' ', Enumerable.Repeat("word", 61))}\n5. !!\n6. The held-out prompt",
        ];
        await using var server = await ChatServer.Start(call => call.Number < replies.Length
            ? ChatAnswer.Text(replies[call.Number], call.Number == 4 ? "length" : "stop")
            : call.Number == replies.Length ? ChatAnswer.Text("half", "content_filter") : ChatAnswer.Text("4. the last prompt of all"));
        var run = new ChatPromptRun(server.Endpoint, _folder.FullPath)
        {
            Settings = new() { Writer = "openai", Count = 7, Lookahead = 1 },
            HeldOut = ["the HELD out, prompt"],
        };
        _ = await run.Go();
        Assert.Equal(
            ["a cat made of glass", "a dog that reads the news", "a fish in a tree", "a red cloud below the ground", "a boat on a road of warm sand", "a whole prompt", "the last prompt of all"],
            PromptFile.Read(run.File("prompts.jsonl")).Select(line => line.Prompt));
        Assert.Equal(
            [
                new("a cat made of glass", "duplicate", 1, "a cat made of glass", 1),
                new("a dog that reads the news", "duplicate", 1, "a dog that reads the news", 1),
                new("I am sorry, but I can only help with cooking.", "no numbered lines", 3),
                new("a prompt that is cut off in", "unfinished", 4),
                new("", "empty reply", 5),
                new(string.Join(' ', Enumerable.Repeat("word", 61)), "too long", 6),
                new("!!", "empty", 6),
                new("The held-out prompt", "held out", 6),
                new("", "content filter", 7),
            ],
            RejectedPromptFile.Read(run.File("rejected.jsonl")));
    }

    [Fact]
    public async Task A_model_that_writes_nothing_new_ends_the_stage_with_reasons()
    {
        await using var server = await ChatServer.Start(_ => ChatAnswer.Text("half", "content_filter"));
        var run = new ChatPromptRun(server.Endpoint, _folder.FullPath) { Settings = new() { Writer = "openai", Patience = 5 } };
        var error = await Assert.ThrowsAsync<SelmaException>(() => run.Go());
        Assert.Equal("SELMA2002", error.Code);
        Assert.Contains("(5 content filter); 0 of 1000", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_limit_of_costs_holds_and_a_higher_one_goes_on()
    {
        await using var server = await ChatServer.Start();
        var run = new ChatPromptRun(server.Endpoint, _folder.FullPath) { Settings = Limited(0.02) };
        var error = await Assert.ThrowsAsync<SelmaException>(() => run.Go());
        Assert.Equal("SELMA2018", error.Code);
        Assert.InRange(run.Spending.Spent, 0.001, 0.02); // 0.00385 a reply, 0.0188 at most
        var paid = server.Calls.Count;
        var next = run with { Settings = Limited(1), Spending = new() };
        var account = await next.Go();
        Assert.Equal(paid, account.KeptReplies);
        Assert.Equal(0.00385 * account.Requests, next.Spending.Spent, 1e-9);
        AssertNotPaidTwice(Path.Combine(_folder.FullPath, "state", "replies.jsonl"));

        PromptSettings Limited(double cost) => new() { Writer = "openai", Count = 150, Chat = new() { Prices = new(1, 6), MaxCost = cost } };
    }

    [Fact]
    public async Task Prompts_too_close_to_held_out_ones_are_told_apart()
    {
        await using var server = await ChatServer.Start(call => ChatAnswer.Text(call.Number == 0
            ? "4. a tall man walks two small dogs in a park\n5. a blue vase"
            : "4. another one"));
        var run = new ChatPromptRun(server.Endpoint, _folder.FullPath)
        {
            Settings = new() { Writer = "openai", Count = 2, Lookahead = 1, HeldOutSimilarity = 0.8 },
            HeldOut = ["a tall man walks two large dogs in a park"],
        };
        _ = await run.Go();
        var rejected = Assert.Single(RejectedPromptFile.Read(run.File("rejected.jsonl")));
        Assert.Equal(("similar to a held-out prompt", "a tall man walks two large dogs in a park", 0.9), (rejected.Reason, rejected.Nearest, rejected.Similarity)); // 9 of 10
    }

    public void Dispose() => _folder.Dispose();

    /// <summary>No request whose reply is on the disk was sent again.</summary>
    internal static void AssertNotPaidTwice(string journal)
    {
        var kept = File.ReadLines(journal).Skip(1).Select(line => System.Text.Json.JsonDocument.Parse(line).RootElement.GetProperty("Request").GetString()!).ToList();
        Assert.Equal(kept.Distinct(), kept);
        Assert.NotEmpty(kept);
    }

    private static async Task After(Draws delays, ChatCall call, ConcurrentQueue<ulong> order)
    {
        int wait;
        lock (delays)
        {
            wait = delays.Next(40);
        }

        await Task.Delay(wait, TestContext.Current.CancellationToken);
        order.Enqueue(call.Seed);
    }
}
