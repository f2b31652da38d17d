using System.Collections;
using System.CommandLine;
using System.CommandLine.Invocation;

namespace Selma.Build;

/// <summary>Reads the command line and hands over what it asks for. No stage logic lives here.</summary>
internal static class Commands
{
    private const int UsageError = 2;

    /// <summary>Reads the command line and runs it.</summary>
    /// <param name="arguments">As typed.</param>
    /// <param name="environment">Gives options that were not typed: <c>SELMA_SKILL</c> for <c>--skill</c>.</param>
    /// <param name="output">Receives the help.</param>
    /// <param name="error">Receives what is wrong with the command line.</param>
    /// <param name="run">Does what was asked and returns the exit code.</param>
    public static int Run(string[] arguments, IDictionary environment, TextWriter output, TextWriter error, Func<Request, int> run)
    {
        var commandLine = new CommandLine();
        var line = commandLine.Root.Parse([.. arguments, .. EnvironmentOptions.Of(commandLine.Root, arguments, environment)]);
        if (line.Action is not null and not ParseErrorAction)
        {
            return line.Invoke(new InvocationConfiguration { Output = output, Error = error });
        }

        if (line.Errors.Count == 0)
        {
            return run(commandLine.Read(line));
        }

        // A misspelt option leaves its values behind as targets: tell of the option alone.
        var messages = line.Errors.Select(problem => problem.Message).Distinct().ToArray();
        var first = messages.Where(message => message.StartsWith("'-", StringComparison.Ordinal)).ToArray();
        foreach (var message in first.Length > 0 ? first : messages)
        {
            error.WriteLine(message);
        }

        error.WriteLine("See ./build.sh --help.");
        return UsageError;
    }
}
