namespace Selma.Core.Artifacts;

/// <summary>
/// Marks a member of a settings record that is in the key only where it differs from its default:
/// a member added later leaves the results made before it valid.
/// </summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class KeyOmitDefaultAttribute : Attribute;
