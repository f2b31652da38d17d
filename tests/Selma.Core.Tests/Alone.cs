namespace Selma.Core.Tests;

/// <summary>Tests that count something of the whole process, such as live tensors, and so run beside no other.</summary>
[CollectionDefinition(nameof(Alone), DisableParallelization = true)]
public static class Alone;
