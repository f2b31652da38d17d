namespace Selma.Benchmarks;
internal static class LoraBenchmark
{
    public static int Run(NetworkOptions options) => options.Runs;
}
