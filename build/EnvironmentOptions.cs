using System.Collections;
using System.CommandLine;

namespace Selma.Build;

/// <summary>Options from the environment: <c>SELMA_LOCK_TIMEOUT=5m</c> is <c>--lock-timeout 5m</c> where that was not typed.</summary>
internal static class EnvironmentOptions
{
    private const string Prefix = "SELMA";

    /// <summary>The words to put behind what was typed; case and underscores of the variables' names are ignored.</summary>
    public static IEnumerable<string> Of(RootCommand root, string[] typed, IDictionary environment)
    {
        foreach (DictionaryEntry variable in environment)
        {
            var name = Plain((string)variable.Key);
            var option = root.Options.FirstOrDefault(option => name == Prefix + Plain(option.Name));
            if (option is null or { Name: "--help" or "--version" } || IsTyped(option, typed) || variable.Value is not string { Length: > 0 } value)
            {
                continue;
            }

            yield return option.Name;
            yield return value;
        }
    }

    private static bool IsTyped(Option option, string[] typed) =>
        typed.Any(word => option.Aliases.Prepend(option.Name).Any(name => word == name || word.StartsWith(name + "=", StringComparison.Ordinal)));

    private static string Plain(string name) => new([.. name.ToUpperInvariant().Where(char.IsLetterOrDigit)]);
}
