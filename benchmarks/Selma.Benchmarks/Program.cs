using Selma.Benchmarks;

return args switch
{
    ["prompts"] => PromptBenchmark.Run(),
    ["rouge"] => RougeBenchmark.Run(full: false),
    ["rouge", "--full"] => RougeBenchmark.Run(full: true),
    _ => Usage(),
};

static int Usage()
{
    Console.Error.WriteLine("Usage: Selma.Benchmarks prompts | rouge [--full]");
    return 2;
}
