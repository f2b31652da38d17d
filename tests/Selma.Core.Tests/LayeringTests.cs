using ArchUnitNET.Loader;
using Selma.Core.Artifacts;

namespace Selma.Core.Tests;

/// <summary>Data goes forward: each room uses only the rooms named here, itself and the types of the root.</summary>
public static class LayeringTests
{
    private const string Root = "Selma.Core";

    private static readonly Dictionary<string, string[]> MayUse = new()
    {
        ["Artifacts"] = [],
        ["Numerics"] = ["Artifacts"], // the patched library is a file that appears whole or not at all
        ["World"] = ["Artifacts", "Numerics"],
        ["Models"] = ["Artifacts", "Numerics", "World"], // the embedded writer speaks the world's language
        ["Diffusion"] = ["Artifacts", "Numerics", "Models"],
        ["Lora"] = ["Artifacts", "Numerics"],
        ["Training"] = ["Artifacts", "Numerics", "Models", "Diffusion", "Lora"],
        ["Prompts"] = ["Artifacts", "Numerics", "Models"],
        ["Images"] = ["Artifacts", "Numerics", "Models", "Diffusion", "Lora"],
        ["Experts"] = ["Artifacts", "Numerics", "Models", "Diffusion", "Lora", "Training"],
        ["Merging"] = ["Artifacts", "Numerics", "Lora"],
        ["Samples"] = ["Artifacts", "Numerics", "Models", "Lora", "Images"], // samples are drawn as images are
        ["Scores"] = ["Artifacts", "Numerics", "World"],
        ["Reports"] = ["Artifacts", "Scores"],
        ["Tracking"] = ["Artifacts", "Scores"],
        ["Miniature"] = ["Artifacts", "Numerics", "World", "Models", "Diffusion", "Images", "Training"], // a composition: the recipe of the embedded model
        ["Experiments"] = ["Artifacts", "Models", "Lora", "Training", "Prompts", "Images", "Experts", "Merging", "Scores"],
    };

    private static readonly ArchUnitNET.Domain.Architecture Core = new ArchLoader().LoadAssembly(typeof(AtomicFile).Assembly).Build();

    [Fact]
    public static void No_room_reaches_back()
    {
        var trespasses =
            from type in Core.Types
            let room = Room(type.Namespace?.FullName)
            where room is not null && room != "Pipeline"
            from target in type.Dependencies.Select(dependency => dependency.Target)
            let other = Room(target.Namespace?.FullName)
            where other is not null && other != room && !MayUse.GetValueOrDefault(room, []).Contains(other)
            select $"{type.FullName} uses {target.FullName}";
        Assert.Empty(trespasses.Distinct());
    }

    [Fact]
    public static void Every_room_is_on_the_plan()
    {
        var rooms = Core.Types.Select(type => Room(type.Namespace?.FullName)).OfType<string>().Distinct();
        Assert.Empty(rooms.Except([.. MayUse.Keys, "Pipeline"]));
    }

    [Theory]
    [InlineData("CsvHelper", "Artifacts")]
    [InlineData("OxyPlot", "Reports")]
    [InlineData("YamlDotNet", "Experiments")]
    [InlineData("SkiaSharp", "Artifacts")]
    [InlineData("OpenAI", "Models")]
    [InlineData("System.ClientModel", "Models")]
    [InlineData("Polly", "Models")]
    public static void A_package_stays_in_its_room(string package, string room)
    {
        var users =
            from type in Core.Types
            where type.FullName.StartsWith(Root, StringComparison.Ordinal) && Room(type.Namespace?.FullName) != room
            where type.Dependencies.Any(dependency => dependency.Target.FullName.StartsWith(package + ".", StringComparison.Ordinal))
            select type.FullName;
        Assert.Empty(users);
    }

    [Fact]
    public static void Core_knows_nothing_of_MSBuild() =>
        Assert.DoesNotContain(
            typeof(AtomicFile).Assembly.GetReferencedAssemblies(),
            assembly => assembly.Name!.StartsWith("Microsoft.Build", StringComparison.Ordinal));

    private static string? Room(string? name)
    {
        var parts = name?.Split('.') ?? [];
        return name is not null && name.StartsWith(Root + ".", StringComparison.Ordinal) && parts.Length > 2 ? parts[2] : null;
    }
}
