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
    ["merge", var method, var every, var decomposition] => MergeBenchmark.Run(method, int.Parse(every, NumberStyles.None, CultureInfo.InvariantCulture), decomposition),
    ["memory", .. var rest] => MemoryBenchmark.Run(rest),
    ["random-model", var name, var folder] => RandomModel.Write(name, folder, "float16"),
    ["random-model", var name, var folder, var dtype] => RandomModel.Write(name, folder, dtype),
    ["unet", .. var rest] => UNetBenchmark.Run(NetworkOptions.Parse(rest)),
    ["lora", .. var rest] => LoraBenchmark.Run(NetworkOptions.Parse(rest)),
    _ => Usage(),
};

static int Usage()
{
    Console.Error.WriteLine("""
        Usage: Selma.Benchmarks COMMAND
          rouge [--full]                          the filter of prompts beside plain implementations
          prompts                                 bookkeeping of prompts from a language model
          merge [method] [one layer of so many] [exact | randomized]   five adapters of SDXL's size, and a copy of as many bytes
          unet [model] [pixels] [dtype] [runs]    a step of drawing beside the machine's matrix products
          lora [model] [pixels] [dtype] [runs]    a step of training, its parts, and the same without what makes it fast
          memory [MODEL CASE DTYPE PIXELS [batch [threads]]]   what a pass takes of it beside what a plan says
          random-model MODEL FOLDER [dtype]       writes a model of full size with random weights
        Models: sd14 (default), sd2, sdxl; pixels: 256 by default; dtype: bfloat16 (default), float32; runs: 5
        """);
    return 2;
}
