namespace Selma.Core.Experiments;

/// <summary>A value of a YAML document, with the place where it stands.</summary>
internal abstract record YamlValue(Place Place);

/// <summary>A scalar as written.</summary>
/// <param name="Place">Where it stands.</param>
/// <param name="Text">Its text, quotes removed.</param>
/// <param name="IsPlain">Whether it stood without quotes, so that it may mean a number, a truth value or nothing.</param>
internal sealed record YamlText(Place Place, string Text, bool IsPlain) : YamlValue(Place)
{
    /// <summary><c>~</c>, <c>null</c> or nothing at all: the default holds.</summary>
    public bool IsNothing => IsPlain && Text is "" or "~" or "null";
}

/// <summary>A sequence.</summary>
internal sealed record YamlList(Place Place, IReadOnlyList<YamlValue> Items) : YamlValue(Place);

/// <summary>A mapping; its keys differ from one another.</summary>
internal sealed record YamlMap(Place Place, IReadOnlyList<KeyValuePair<YamlText, YamlValue>> Entries) : YamlValue(Place)
{
    /// <summary>The value of a key, or null.</summary>
    public YamlValue? Find(string key) => Entries.FirstOrDefault(entry => entry.Key.Text == key).Value;

    /// <summary>This mapping laid over another: what it states wins, mappings within are joined, the rest of the other stays.</summary>
    public YamlMap Over(YamlMap under)
    {
        var joined = under.Entries.Where(entry => Find(entry.Key.Text) is null)
            .Concat(Entries.Select(entry => KeyValuePair.Create(entry.Key, Join(entry.Value, under.Find(entry.Key.Text)))));
        return this with { Entries = [.. joined] };
    }

    private static YamlValue Join(YamlValue over, YamlValue? under) =>
        over is YamlMap upper && under is YamlMap lower ? upper.Over(lower) : over;
}
