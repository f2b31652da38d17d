using Selma.Core.Artifacts;
using Selma.TestKit;

namespace Selma.Core.Tests.Artifacts;

public sealed class BuildLockTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private string Path => _folder.File("locks", "06fb.lock");

    [Fact]
    public async Task Only_one_has_it_and_the_next_gets_it_after()
    {
        var first = await Take(null);
        Assert.True(FileLock.IsHeld(Path));
        var next = Take(TimeSpan.FromSeconds(20));
        await Task.Delay(120, TestContext.Current.CancellationToken);
        Assert.False(next.IsCompleted);
        first.Dispose();
        using (await next)
        {
            Assert.True(FileLock.IsHeld(Path));
        }

        Assert.False(FileLock.IsHeld(Path));
        Assert.True(File.Exists(Path)); // a deleted lock file would let two in
    }

    [Fact]
    public async Task A_timeout_names_the_holder()
    {
        using var first = await Take(null);
        var error = await Assert.ThrowsAsync<SelmaException>(() => Take(TimeSpan.Zero));
        Assert.Equal("SELMA4001", error.Code);
        Assert.StartsWith(
            $"coco/images is being built by pid {Environment.ProcessId} on {Environment.MachineName} since ", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Waiting_is_told_once_after_a_second()
    {
        using var first = await Take(null);
        var told = new List<string>();
        var error = await Assert.ThrowsAsync<SelmaException>(() => BuildLock.Take(
            Path, "coco/images", TimeSpan.FromMinutes(10), told.Add, new HastyClock(), TestContext.Current.CancellationToken));
        Assert.Equal("SELMA4001", error.Code);
        Assert.EndsWith("; waiting.", Assert.Single(told), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Waiting_can_be_stopped()
    {
        using var first = await Take(null);
        using var stop = new CancellationTokenSource(100);
        _ = await Assert.ThrowsAnyAsync<OperationCanceledException>(() =>
            BuildLock.Take(Path, "coco/images", null, _ => { }, TimeProvider.System, stop.Token));
    }

    [Fact]
    public async Task Of_many_at_once_one_at_a_time_gets_it()
    {
        var inside = 0;
        await Parallel.ForAsync(0, 16, TestContext.Current.CancellationToken, async (_, cancellation) =>
        {
            using var turn = await FileLock.Take(Path, cancellation);
            Assert.Equal(1, Interlocked.Increment(ref inside));
            await Task.Delay(2, cancellation);
            _ = Interlocked.Decrement(ref inside);
        });
    }

    public void Dispose() => _folder.Dispose();

    private Task<BuildLock> Take(TimeSpan? timeout) =>
        BuildLock.Take(Path, "coco/images", timeout, _ => { }, TimeProvider.System, TestContext.Current.CancellationToken);
}
