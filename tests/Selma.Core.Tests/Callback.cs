namespace Selma.Core.Tests;

/// <summary>Progress that is told at once, on the thread that reports it.</summary>
internal sealed class Callback<T>(Action<T> tell) : IProgress<T>
{
    public static Callback<T> None { get; } = new(_ => { });

    public void Report(T value) => tell(value);
}
