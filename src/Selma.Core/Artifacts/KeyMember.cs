using System.Reflection;
using System.Text.Json;

namespace Selma.Core.Artifacts;

/// <summary>A member of a settings record and what it means to the key.</summary>
/// <param name="Property">The member.</param>
/// <param name="Name">Its name in key and YAML: <c>max_similarity</c>.</param>
/// <param name="Excluded">Why it is not in the key; null where it is.</param>
/// <param name="OmitDefault">Whether its default value is left out of the key.</param>
internal sealed record KeyMember(PropertyInfo Property, string Name, string? Excluded, bool OmitDefault)
{
    /// <summary>The members that hold a value of their own; what is computed from others is none.</summary>
    /// <exception cref="NotSupportedException">The type has public fields, which settings records do not have.</exception>
    public static IReadOnlyList<KeyMember> Of(Type type)
    {
        if (type.GetFields(BindingFlags.Public | BindingFlags.Instance).Length > 0)
        {
            throw new NotSupportedException($"{type} has public fields: settings are properties.");
        }

        return [.. type.GetProperties(BindingFlags.Public | BindingFlags.Instance).Where(Holds).Select(Of)];
    }

    private static KeyMember Of(PropertyInfo property) => new(
        property,
        JsonNamingPolicy.SnakeCaseLower.ConvertName(property.Name),
        property.GetCustomAttribute<NotInKeyAttribute>()?.Reason,
        property.IsDefined(typeof(KeyOmitDefaultAttribute)));

    private static bool Holds(PropertyInfo property) =>
        property.CanWrite ||
        property.DeclaringType!.GetField($"<{property.Name}>k__BackingField", BindingFlags.NonPublic | BindingFlags.Instance) is not null;
}
