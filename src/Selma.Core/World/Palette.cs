namespace Selma.Core.World;

/// <summary>The colours of the world. No word names both a shape's colour and a background.</summary>
public static class Palette
{
    /// <summary>What shapes are painted in.</summary>
    public static IReadOnlyList<NamedColor> Colors { get; } =
    [
        new("red", new(220, 40, 40)),
        new("green", new(40, 160, 60)),
        new("blue", new(45, 80, 220)),
        new("yellow", new(245, 210, 50)),
        new("purple", new(140, 60, 180)),
        new("orange", new(245, 135, 30)),
        new("black", new(25, 25, 25)),
        new("brown", new(125, 80, 45)),
    ];

    /// <summary>What shapes stand on.</summary>
    public static IReadOnlyList<NamedColor> Backgrounds { get; } =
    [
        new("white", new(250, 250, 250)),
        new("gray", new(195, 195, 195)),
        new("pink", new(255, 205, 220)),
        new("mint", new(190, 240, 220)),
    ];

    private static readonly Dictionary<string, Rgb> ByName = Colors.Concat(Backgrounds).ToDictionary(color => color.Name, color => color.Color);

    /// <summary>The colour of that name.</summary>
    /// <exception cref="KeyNotFoundException">The palette lacks it.</exception>
    public static Rgb Named(string name) => ByName[name];
}
