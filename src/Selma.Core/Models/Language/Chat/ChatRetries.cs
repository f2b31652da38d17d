using Polly;
using Polly.Retry;
using Selma.Core.Numerics;

namespace Selma.Core.Models.Language.Chat;

/// <summary>When a failed request is asked again: as the endpoint says, else after a time that doubles and is jittered.</summary>
internal static class ChatRetries
{
    private static readonly TimeSpan First = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(1);

    /// <summary>The policy.</summary>
    /// <param name="retries">Times to ask again.</param>
    /// <param name="clock">The clock that waits.</param>
    /// <param name="tell">Told fault and wait of each retry.</param>
    public static ResiliencePipeline<ChatAttempt> Policy(int retries, TimeProvider clock, Action<ChatFault, TimeSpan> tell)
    {
        var builder = new ResiliencePipelineBuilder<ChatAttempt> { TimeProvider = clock };
        return retries == 0 ? builder.Build() : builder.AddRetry(Options(retries, tell)).Build();
    }

    private static RetryStrategyOptions<ChatAttempt> Options(int retries, Action<ChatFault, TimeSpan> tell)
    {
        var jitter = new Draws((ulong)Environment.ProcessId, "retries", 0); // processes that failed together ask again apart
        var turn = new Lock();
        return new()
        {
            ShouldHandle = arguments => ValueTask.FromResult(arguments.Outcome.Result is { Fault.MayPass: true }),
            MaxRetryAttempts = retries,
            BackoffType = DelayBackoffType.Exponential,
            UseJitter = true,
            Delay = First,
            MaxDelay = Longest,
            DelayGenerator = arguments => ValueTask.FromResult(arguments.Outcome.Result?.Fault?.RetryAfter),
            Randomizer = Next,
            OnRetry = arguments =>
            {
                tell(arguments.Outcome.Result!.Fault!, arguments.RetryDelay);
                return ValueTask.CompletedTask;
            },
        };

        double Next()
        {
            lock (turn)
            {
                return jitter.NextDouble();
            }
        }
    }
}
