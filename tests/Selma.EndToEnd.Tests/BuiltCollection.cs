namespace Selma.EndToEnd.Tests;

/// <summary>The tests that share one finished build.</summary>
[CollectionDefinition(Name)]
public sealed class BuiltCollection : ICollectionFixture<BuiltWorkspace>
{
    /// <summary>Its name.</summary>
    public const string Name = "built";
}
