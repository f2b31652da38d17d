using System.Globalization;
using Selma.Benchmarks;

return args switch
{
    ["prompts"] => PromptBenchmark.Run(),
    ["rouge"] => RougeBenchmark.Run(full: false),
    ["rouge", "--full"] => RougeBenchmark.Run(full: true),
    ["merge"] => MergeBenchmark.Run("uniform", every: 1),
    ["merge", var method] => MergeBenchmark.Run(method, every: 1),
    ["merge", var method, var every] => MergeBenchmark.Run(method, int.Parse(every, NumberStyles.None, CultureInfo.InvariantCulture)),
    ["memory", .. var rest] => MemoryBenchmark.Run(rest),
    _ => Usage(),
};

static int Usage()
{
    Console.Error.WriteLine("Usage: Selma.Benchmarks prompts | rouge [--full] | merge [method] [one layer of so many] | memory [model] [case] [dtype] [pixels] [batch] [threads]");
    return 2;
}
