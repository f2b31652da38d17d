namespace Selma.EndToEnd.Tests;

/// <summary>A workspace built once for all tests that start from a finished build.</summary>
public sealed class BuiltWorkspace : IDisposable
{
    private readonly Workspace _workspace = new();

    /// <summary>Builds it.</summary>
    public BuiltWorkspace() => First = _workspace.Run("Merge").Succeeded();

    /// <summary>The first build.</summary>
    internal BuildRun First { get; }

    /// <summary>The outputs of an unbroken build.</summary>
    internal IReadOnlyDictionary<string, string> Outputs => _workspace.Outputs();

    /// <summary>A copy to edit.</summary>
    internal Workspace Copy() => _workspace.Copy();

    /// <inheritdoc/>
    public void Dispose() => _workspace.Dispose();
}
