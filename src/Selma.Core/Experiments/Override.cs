namespace Selma.Core.Experiments;

/// <summary>Settings given on the command line, as the mapping that a file would state.</summary>
internal static class Override
{
    /// <summary>Marks the place of a setting from the command line.</summary>
    private const string Option = "--set ";

    /// <summary>Joins <c>experts.rank</c>, <c>64</c> and the others into one mapping.</summary>
    /// <exception cref="SelmaException">SELMA1002, SELMA1010: no YAML value, no name.</exception>
    public static YamlMap Read(IReadOnlyDictionary<string, string> overrides) => overrides
        .Select(setting => Map(setting.Key, setting.Value))
        .Aggregate(new YamlMap(new Place(Option.TrimEnd()), []), (all, one) => one.Over(all));

    /// <summary>Whether a value came from the command line.</summary>
    public static bool IsPlaceOf(Place place) => place.File.StartsWith(Option, StringComparison.Ordinal);

    /// <summary>The place without the value given there, which is not to be repeated: it may be a secret.</summary>
    public static Place WithoutValue(Place place) =>
        IsPlaceOf(place) && place.File.IndexOf('=', StringComparison.Ordinal) is > 0 and var end ? place with { File = place.File[..end] } : place;

    private static YamlMap Map(string name, string value)
    {
        var place = new Place($"{Option}{name}={value}");
        var parts = name.Split('.');
        if (parts.Any(part => part.Length == 0))
        {
            throw new SelmaException("SELMA1010", $"'{name}' does not name a setting. Write a name such as experts.rank, '=', and its value.", place);
        }

        return (YamlMap)parts.Reverse().Aggregate(
            YamlReader.ReadText(value, place),
            (inner, part) => new YamlMap(place, [KeyValuePair.Create(new YamlText(place, part, IsPlain: true), inner)]));
    }
}
