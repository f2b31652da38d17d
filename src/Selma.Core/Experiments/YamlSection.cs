using System.Globalization;
using System.Numerics;

namespace Selma.Core.Experiments;

/// <summary>Reads the settings of one mapping by name; what was not asked for is a spelling mistake.</summary>
/// <remarks>Scalars are strict, since a value taken for another changes a key silently: no <c>yes</c>, no <c>010</c>, no <c>1_000</c>.</remarks>
internal sealed class YamlSection
{
    private readonly HashSet<string> _known = [];
    private readonly YamlMap _map;
    private readonly string _prefix;

    private YamlSection(YamlMap map, string prefix)
    {
        _map = map;
        _prefix = prefix;
    }

    /// <summary>Reads a mapping whole: every key in it must have been asked for when <paramref name="read"/> returns.</summary>
    /// <exception cref="SelmaException">SELMA1004: a key that is no setting; and what <paramref name="read"/> throws.</exception>
    public static T Read<T>(YamlMap map, Func<YamlSection, T> read, string prefix = "")
    {
        var section = new YamlSection(map, prefix);
        var value = read(section);
        foreach (var (key, _) in map.Entries.Where(entry => !section._known.Contains(entry.Key.Text)))
        {
            throw section.Unknown(key);
        }

        return value;
    }

    /// <summary>A key's full name: <c>experts.rank</c>.</summary>
    public string Name(string key) => _prefix + key;

    /// <summary>Where a key's value stands, or where the mapping begins.</summary>
    public Place Place(string key) => _map.Find(key)?.Place ?? _map.Place;

    /// <summary>Whether a key has a value.</summary>
    public bool Has(string key) => _map.Find(key) is not (null or YamlText { IsNothing: true });

    /// <summary>A text that must be there.</summary>
    public string Text(string key) => Find(key) is { } value ? Scalar(key, value).Text : throw Missing(key);

    /// <summary>A text, or null.</summary>
    public string? OptionalText(string key) => Find(key) is { } value ? Scalar(key, value).Text : null;

    /// <summary>A text with its place, or null.</summary>
    public YamlText? OptionalWord(string key) => Find(key) is { } value ? Scalar(key, value) : null;

    /// <summary>A text with its place, or a default in its stead.</summary>
    public YamlText Word(string key, string fallback) => OptionalWord(key) ?? new YamlText(_map.Place, fallback, IsPlain: true);

    /// <summary>One of several words.</summary>
    public string Choice(string key, string fallback, params IReadOnlyList<string> choices) => OptionalChoice(key, choices) ?? fallback;

    /// <summary>One of several words, or null.</summary>
    public string? OptionalChoice(string key, params IReadOnlyList<string> choices)
    {
        if (OptionalWord(key) is not { } word)
        {
            return null;
        }

        return choices.Contains(word.Text)
            ? word.Text
            : throw Wrong(key, word, $"'{word.Text}'; it must be one of {string.Join(", ", choices)}.{Spelling.Suggest(word.Text, choices)}");
    }

    /// <summary><c>true</c> or <c>false</c>.</summary>
    public bool Flag(string key, bool fallback) => Find(key) switch
    {
        null => fallback,
        YamlText { IsPlain: true, Text: "true" } => true,
        YamlText { IsPlain: true, Text: "false" } => false,
        var value => throw Wrong(key, value, $"{Show(value)}; it must be true or false."),
    };

    /// <summary>A number from <paramref name="min"/> to <paramref name="max"/>, both included.</summary>
    public T Number<T>(string key, T fallback, T min, T max)
        where T : struct, INumber<T> => Find(key) is { } value ? Number(key, value, fallback, min, max) : fallback;

    /// <summary>A number from <paramref name="min"/> to <paramref name="max"/>, or null.</summary>
    public T? OptionalNumber<T>(string key, T min, T max)
        where T : struct, INumber<T> => Find(key) is { } value ? Number<T>(key, value, null, min, max) : null;

    /// <summary>A number, or <c>none</c> for null.</summary>
    public T? NumberOrNone<T>(string key, T? fallback, T min, T max)
        where T : struct, INumber<T> => Find(key) switch
        {
            null => fallback,
            YamlText { Text: "none" } => null,
            var value => Number(key, value, fallback, min, max),
        };

    /// <summary>Several numbers, or null.</summary>
    public IReadOnlyList<T>? Numbers<T>(string key, T min, T max)
        where T : struct, INumber<T> => Items(key)?.Select(item => Number<T>(key, item, null, min, max)).ToArray();

    /// <summary>Several texts with their places, or null.</summary>
    public IReadOnlyList<YamlText>? Texts(string key) => Items(key)?.Select(item => Scalar(key, item)).ToArray();

    /// <summary>The settings of a part; those of an absent part are all defaults.</summary>
    public T Section<T>(string key, Func<YamlSection, T> read) => Find(key) switch
    {
        null => Read(new YamlMap(_map.Place, []), read, Name(key) + "."),
        YamlMap map => Read(map, read, Name(key) + "."),
        var value => throw Wrong(key, value, $"{Show(value)}; it must hold 'key: value' lines."),
    };

    /// <summary>The settings of a part, or null where it is absent.</summary>
    public T? OptionalSection<T>(string key, Func<YamlSection, T> read)
        where T : class => Find(key) is null ? null : Section(key, read);

    /// <summary>What is stated under a key, for a part that takes its defaults from there; empty where nothing is.</summary>
    public YamlMap Part(string key) => Find(key) as YamlMap ?? new YamlMap(_map.Place, []);

    /// <summary>The parts under a key whose names are free; what a part holds is read elsewhere.</summary>
    public IReadOnlyList<(YamlText Name, YamlMap Settings)> Parts(string key) => Find(key) switch
    {
        null => [],
        YamlMap map => [.. map.Entries.Select(entry => (entry.Key, Part(key, entry.Key, entry.Value)))],
        var value => throw Wrong(key, value, $"{Show(value)}; it must hold 'name: settings' lines."),
    };

    /// <summary>Allows a key that is read elsewhere.</summary>
    public void Allow(string key) => _ = _known.Add(key);

    /// <summary>A required key that is not there: under another spelling, or not at all.</summary>
    public SelmaException Missing(string key)
    {
        var close = _map.Entries.FirstOrDefault(entry => !_known.Contains(entry.Key.Text) && Spelling.Distance(entry.Key.Text, key) <= 3);
        return close.Key is null
            ? new SelmaException("SELMA1006", $"'{Name(key)}' is missing. Add it.", _map.Place)
            : Unknown(close.Key);
    }

    /// <summary>A value that will not do.</summary>
    /// <param name="key">The setting.</param>
    /// <param name="value">Its value, for the place.</param>
    /// <param name="rest">What follows "'key' is ".</param>
    public SelmaException Wrong(string key, YamlValue value, string rest) => new("SELMA1005", $"'{Name(key)}' is {rest}", value.Place);

    private T Number<T>(string key, YamlValue value, T? fallback, T min, T max)
        where T : struct, INumber<T>
    {
        var whole = typeof(T) != typeof(double);
        return value is YamlText { IsPlain: true } text && YamlNumber.IsNumber(text.Text, whole)
            && T.TryParse(text.Text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && number >= min && number <= max
                ? number
                : throw Wrong(key, value, $"{Show(value)}; it must be a {(whole ? "whole " : "")}number from {Show(min)} to {Show(max)}."
                    + (fallback is { } paper ? $" The default is {Show(paper)}." : ""));
    }

    private YamlMap Part(string key, YamlText name, YamlValue value) => value switch
    {
        YamlMap map => map,
        YamlText { IsNothing: true } => new YamlMap(name.Place, []),
        _ => throw Wrong($"{key}.{name.Text}", value, $"{Show(value)}; it must hold 'key: value' lines."),
    };

    private IReadOnlyList<YamlValue>? Items(string key) => Find(key) switch
    {
        null => null,
        YamlList list => list.Items,
        var value => throw Wrong(key, value, $"{Show(value)}; it must be a list, [a, b] or '- a' lines."),
    };

    private YamlText Scalar(string key, YamlValue value) => value is YamlText { IsNothing: false } text
        ? text
        : throw Wrong(key, value, $"{Show(value)}; it must be a text.");

    private YamlValue? Find(string key)
    {
        _ = _known.Add(key);
        return _map.Find(key) is { } value and not YamlText { IsNothing: true } ? value : null;
    }

    private SelmaException Unknown(YamlText key) => new(
        "SELMA1004",
        $"'{Name(key.Text)}' is not a setting.{Spelling.Suggest(key.Text, Unused(), _prefix)} Settings here are: {string.Join(", ", _known)}.",
        IsSecret(key.Text) ? Override.WithoutValue(key.Place) : key.Place);

    /// <summary>What is stated already was hardly meant by another word.</summary>
    private IEnumerable<string> Unused() => _known.Where(known => _map.Find(known) is null).DefaultIfEmpty(_known.First());

    /// <summary>Whoever states a key or a password as a setting shall not find it in the log.</summary>
    private static bool IsSecret(string key) =>
        new[] { "key", "secret", "password" }.Any(word => key.Contains(word, StringComparison.OrdinalIgnoreCase));

    private static string Show<T>(T number)
        where T : struct, INumber<T> => number.ToString(null, CultureInfo.InvariantCulture);

    private static string Show(YamlValue value) => value switch
    {
        YamlText { IsPlain: true } text => $"'{text.Text}'",
        YamlText text => $"the text \"{text.Text}\"",
        YamlList => "a list",
        _ => "a mapping",
    };
}
