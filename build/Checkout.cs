using System.Reflection;

namespace Selma.Build;

/// <summary>The places of a checkout that the front-end names to MSBuild.</summary>
/// <param name="Root">The folder that holds <c>build.sh</c>.</param>
internal sealed record Checkout(string Root)
{
    /// <summary>The project that declares the graph.</summary>
    public string Project => Path.Combine(Root, "experiments", "Selma.proj");

    /// <summary>The tasks and the logger.</summary>
    public string Tasks => Path.Combine(Root, "out", "bin", "publish", "Selma.Tasks", "release", "Selma.Tasks.dll");

    /// <summary>The program that runs .NET: the one that runs this.</summary>
    public static string Dotnet => Environment.ProcessPath ?? "dotnet";

    /// <summary>Environment variable that names another MSBuild: a dll, or a program.</summary>
    public const string MSBuildVariable = "SELMA_MSBUILD";

    /// <summary>The MSBuild that <c>SELMA_MSBUILD</c> names, or that of the SDK which compiled this, while it is still there.</summary>
    public string? MSBuild { get; init; } = Environment.GetEnvironmentVariable(MSBuildVariable) ?? typeof(Checkout).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>()
        .Where(metadata => metadata.Key == "MSBuild" && File.Exists(metadata.Value)).Select(metadata => metadata.Value).FirstOrDefault();

    /// <summary>Where results go: <c>--out</c>, else <c>out</c> of the checkout.</summary>
    public string Out(Request request) => Path.GetFullPath(request.Out ?? "out", Root);

    /// <summary>The checkout that this program was compiled in.</summary>
    public static Checkout Here()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "Directory.Packages.props")))
        {
            folder = folder.Parent;
        }

        return new Checkout(folder?.FullName ?? throw new InvalidOperationException("This program must stay inside its checkout."));
    }
}
