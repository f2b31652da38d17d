namespace Selma.TestKit;

/// <summary>The checkout that the tests run in.</summary>
public static class Repository
{
    /// <summary>The folder that holds <c>Directory.Packages.props</c>.</summary>
    public static string Root { get; } = Find(AppContext.BaseDirectory);

    private static string Find(string folder)
    {
        for (var here = new DirectoryInfo(folder); here is not null; here = here.Parent)
        {
            if (File.Exists(Path.Combine(here.FullName, "Directory.Packages.props")))
            {
                return here.FullName;
            }
        }

        throw new InvalidOperationException($"{folder} is not inside a checkout of Selma.");
    }
}
