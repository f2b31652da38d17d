namespace Selma.Core.Models.Language.Chat;

/// <summary>What one build has spent, over all skills, and what requests under way may cost at most.</summary>
internal sealed class Spending
{
    private readonly Lock _turn = new();
    private TaskCompletionSource _settled = New();
    private double _spent; // dollars
    private double _reserved;

    /// <summary>Dollars spent so far.</summary>
    public double Spent
    {
        get
        {
            lock (_turn)
            {
                return _spent;
            }
        }
    }

    /// <summary>Sets money aside for a request, after waiting for others to turn out cheaper than they might where that can help.</summary>
    /// <param name="most">What it can cost at most, in dollars.</param>
    /// <param name="limit">What the build may spend; null: no limit.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <returns>Whether the request may be sent.</returns>
    public async Task<bool> Reserve(double most, double? limit, CancellationToken cancellation)
    {
        while (true)
        {
            Task settled;
            lock (_turn)
            {
                if (limit is null || _spent + _reserved + most <= limit)
                {
                    _reserved += most;
                    return true;
                }

                if (_spent + most > limit)
                {
                    return false;
                }

                settled = _settled.Task;
            }

            await settled.WaitAsync(cancellation).ConfigureAwait(false);
        }
    }

    /// <summary>Books what a request did cost.</summary>
    /// <param name="reserved">What was set aside for it.</param>
    /// <param name="cost">Its cost.</param>
    public void Settle(double reserved, double cost)
    {
        TaskCompletionSource settled;
        lock (_turn)
        {
            _reserved -= reserved;
            _spent += cost;
            (settled, _settled) = (_settled, New());
        }

        settled.SetResult();
    }

    private static TaskCompletionSource New() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
