using Selma.Benchmarks;

return args switch
{
    ["rouge"] => RougeBenchmark.Run(full: false),
    ["rouge", "--full"] => RougeBenchmark.Run(full: true),
    _ => Usage(),
};

static int Usage()
{
    Console.Error.WriteLine("Usage: Selma.Benchmarks rouge [--full]");
    return 2;
}
