using Xunit;

namespace Selma.TestKit;

/// <summary>Golden values and data that live beside the repository; tests that need them are skipped where they are absent.</summary>
public static class Shared
{
    /// <summary>A folder or file of the golden values: <c>SELMA_GOLDENS</c>, else <c>../shared/goldens</c>.</summary>
    public static string Golden(params string[] parts) => Find("SELMA_GOLDENS", "goldens", parts);

    /// <summary>A folder or file of the reference data: <c>SELMA_DATA</c>, else <c>../shared/data</c>.</summary>
    public static string Data(params string[] parts) => Find("SELMA_DATA", "data", parts);

    /// <summary>A file of the prototype model: <c>SELMA_MINI</c>, else <c>../shared/mini</c>.</summary>
    public static string Mini(params string[] parts) => Find("SELMA_MINI", "mini", parts);

    /// <summary>Whether the golden values are there: guards theories that list their cases from files.</summary>
    public static bool HasGoldens => Directory.Exists(Root("SELMA_GOLDENS", "goldens"));

    /// <summary>Whether the reference data are there: guards theories that list their cases from files.</summary>
    public static bool HasData => Directory.Exists(Root("SELMA_DATA", "data"));

    /// <summary>Skips the test where the golden values are absent: for facts on files that <see cref="GoldenCases"/> has read.</summary>
    public static void RequireGoldens() => _ = Golden();

    private static string Find(string variable, string folder, string[] parts)
    {
        var root = Root(variable, folder);
        Assert.SkipUnless(Directory.Exists(root), $"{root} is absent: set {variable} to the folder that holds {folder}.");
        return Path.Combine([root, .. parts]);
    }

    private static string Root(string variable, string folder) =>
        Environment.GetEnvironmentVariable(variable) ?? Path.GetFullPath(Path.Combine(Repository.Root, "..", "shared", folder));
}
