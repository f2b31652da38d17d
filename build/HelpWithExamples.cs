using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;

namespace Selma.Build;

/// <summary>The generated help, then the targets and commands to copy.</summary>
internal sealed class HelpWithExamples(HelpAction options) : SynchronousCommandLineAction
{
    private const string Examples = """
        Examples:
          ./build.sh                                       the default target on experiments/tiny
          ./build.sh --experiment tiny/table2              single experts, joint LoRAs and merges compared
          ./build.sh Merge --skill coco                    bring coco up to date, then merge all experts
          ./build.sh Experts -s coco,whoops --plan         what would run for two skills, and why
          ./build.sh Why Merge --skill coco                every reason why these stages would run
          ./build.sh Prune --keep 7d --max-size 50GiB --plan   what could be deleted from the store
          ./build.sh Merge --set experts.rank=64           another rank, for this build
          ./build.sh Merge --set skills=[coco,whoops]      another, smaller experiment
          ./build.sh Scores --set evaluation.benchmark=shapes-development   scores to make choices by
          ./build.sh Images -s coco --force                draw coco's images anew
          ./build.sh Prompts -s whoops --dry-run           what a language model would be asked
          ./build.sh Test --filter Golden                  only the tests on golden values

        Options may also come from the environment: SELMA_EXPERIMENT, SELMA_SKILL, SELMA_OUT, ...
        Exit codes: 0 done, 1 a stage failed, 2 wrong command line or configuration, 4 lock timeout, 5 integrity,
        6 refused, 70 internal error, 75 stopped by SIGUSR1, 130 and 143 interrupted; finished work is kept.
        """;

    /// <inheritdoc/>
    public override bool ClearsParseErrors => true;

    /// <inheritdoc/>
    public override int Invoke(ParseResult parseResult)
    {
        var configuration = parseResult.InvocationConfiguration;
        var output = configuration.Output;
        using var generated = new StringWriter();
        configuration.Output = generated;
        var code = options.Invoke(parseResult);
        configuration.Output = output;
        output.Write(generated.ToString().Replace($"{parseResult.CommandResult.Command.Name} [", "./build.sh [", StringComparison.Ordinal));
        output.WriteLine("Targets:");
        foreach (var (name, meaning) in Targets.All)
        {
            output.WriteLine($"  {name,-9}{meaning}");
        }

        output.WriteLine();
        output.WriteLine(Examples);
        return code;
    }
}
