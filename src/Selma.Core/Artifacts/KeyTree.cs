using System.Collections;
using System.Globalization;
using System.Reflection;

namespace Selma.Core.Artifacts;

/// <summary>
/// Turns settings into the plain values that a key is made of: string, long, double, bool, null, list and map.
/// </summary>
/// <remarks>Member names become snake_case, as the YAML has them. Maps are sorted by UTF-8 bytes.</remarks>
internal static class KeyTree
{
    /// <summary>The tree of a value.</summary>
    /// <exception cref="SelmaException">SELMA1051: a number that is not finite.</exception>
    /// <exception cref="NotSupportedException">A type whose text or bits differ between machines: float, decimal, dates.</exception>
    public static object? Of(object? value) => value switch
    {
        null or bool or string => value,
        Enum name => Enum.IsDefined(name.GetType(), name)
            ? name.ToString()
            : throw new NotSupportedException($"{name.GetType()} has no member {name}."),
        ulong and > long.MaxValue => value, // the one integer that a long cannot hold
        sbyte or byte or short or ushort or int or uint or long or ulong => Convert.ToInt64(value, CultureInfo.InvariantCulture),
        KeyMap => value,
        double number => Finite(number),
        float or decimal or Half or char or DateTime or DateTimeOffset or TimeSpan or Delegate => throw new NotSupportedException(
            $"{value.GetType()} cannot be part of a key: use double, an integral type or a string."),
        IDictionary map => OfMap(map),
        IReadOnlySet<string> set => set.Order(Utf8Order.Instance).ToList<object?>(),
        IEnumerable list => list.Cast<object?>().Select(Of).ToList(),
        _ => OfMembers(value),
    };

    /// <summary>The members of a settings record that are part of the key.</summary>
    /// <exception cref="SelmaException">As <see cref="Of"/>.</exception>
    public static KeyMap OfMembers(object settings)
    {
        var map = new KeyMap();
        foreach (var member in KeyMember.Of(settings.GetType()).Where(member => member.Excluded is null))
        {
            var value = member.Property.GetValue(settings);
            if (!member.OmitDefault || !IsDefault(member.Property, value))
            {
                map.Add(member.Name, Read(member, value));
            }
        }

        return map;
    }

    private static object? Read(KeyMember member, object? value)
    {
        try
        {
            return Of(value);
        }
        catch (SelmaException e)
        {
            throw new SelmaException(e.Code, $"'{member.Name}': {e.Message}", e.Place, e);
        }
    }

    private static KeyMap OfMap(IDictionary values)
    {
        var map = new KeyMap();
        foreach (DictionaryEntry entry in values)
        {
            map.Add((string)entry.Key, Of(entry.Value));
        }

        return map;
    }

    private static double Finite(double number) => double.IsFinite(number)
        ? number + 0.0 // -0.0 becomes 0.0
        : throw new SelmaException("SELMA1051", $"{number.ToString(CultureInfo.InvariantCulture)} is not a setting: give a finite number.");

    private static bool IsDefault(PropertyInfo property, object? value)
    {
        var type = property.DeclaringType!;
        var parameter = type.GetConstructors().SelectMany(constructor => constructor.GetParameters())
            .FirstOrDefault(parameter => parameter.Name == property.Name && parameter.HasDefaultValue);
        var standard = parameter is not null ? parameter.DefaultValue : property.GetValue(Activator.CreateInstance(type));
        return CanonicalBytes.Of("", Of(standard)).AsSpan().SequenceEqual(CanonicalBytes.Of("", Of(value)));
    }
}
