using System.Runtime.CompilerServices;
using System.Text;
using Selma.Core.Artifacts;
using Selma.Core.Diffusion;
using Selma.Core.Experiments;

namespace Selma.Core.Tests.Artifacts;

public static class KeyTreeTests
{
    private enum Choice
    {
        Validation,
        Last,
    }

    [Fact]
    public static void Members_get_their_yaml_names_and_marked_ones_are_left_out() => Assert.Equal(
        "{s6:chooses4:Lasts13:learning_rated3f1a36e2eb1c432d;s5:modeln;s6:nested{s4:sizei2;}s7:targets[s4:to_q]}",
        Text(new Settings()));

    [Fact]
    public static void A_member_with_omitted_default_counts_only_when_it_differs()
    {
        Assert.DoesNotContain("added_later", Text(new Settings()), StringComparison.Ordinal);
        Assert.Contains("s11:added_laterd3fe0000000000000;", Text(new Settings { AddedLater = 0.5 }), StringComparison.Ordinal);
        Assert.Equal("{s4:names1:A}", Text(new Positional("A")));
        Assert.Equal("{s4:names1:As4:sizei3;}", Text(new Positional("A", 3)));
    }

    [Fact]
    public static void A_number_that_is_not_finite_is_named_by_its_setting()
    {
        var error = Assert.Throws<SelmaException>(() => KeyTree.OfMembers(new Settings { LearningRate = double.NaN }));
        Assert.Equal("SELMA1051", error.Code);
        Assert.StartsWith("'learning_rate': NaN", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    public static void Numbers_that_are_not_finite_are_refused(double number) =>
        Assert.Equal("SELMA1051", Assert.Throws<SelmaException>(() => KeyTree.Of(number)).Code);

    [Fact]
    public static void Types_whose_bits_differ_between_machines_are_refused()
    {
        _ = Assert.Throws<NotSupportedException>(() => KeyTree.Of(1f));
        _ = Assert.Throws<NotSupportedException>(() => KeyTree.Of(1m));
        _ = Assert.Throws<NotSupportedException>(() => KeyTree.Of(DateTime.UnixEpoch));
    }

    [Fact]
    public static void Sets_are_sorted() =>
        Assert.Equal("[s1:as1:b]", Encoding.UTF8.GetString(CanonicalBytes.Of("", KeyTree.Of(new HashSet<string> { "b", "a" }))));

    [Fact]
    public static void Every_member_of_every_settings_record_is_in_the_key_or_says_why_not()
    {
        foreach (var type in SettingsTypes())
        {
            foreach (var member in KeyMember.Of(type))
            {
                Assert.True(
                    member.Excluded is null or { Length: > 0 }, $"{type.Name}.{member.Property.Name} is not in the key and does not say why.");
            }
        }
    }

    [Fact]
    public static void Changing_any_member_that_is_in_the_key_changes_the_key()
    {
        foreach (var type in SettingsTypes().Append(typeof(Settings)))
        {
            var standard = Activator.CreateInstance(type)!;
            foreach (var member in KeyMember.Of(type).Where(member => member.Property.CanWrite))
            {
                var changed = Activator.CreateInstance(type)!;
                member.Property.SetValue(changed, Other(member.Property.PropertyType, member.Property.GetValue(standard)));
                Assert.True(
                    (Text(standard) != Text(changed)) == (member.Excluded is null), $"{type.Name}.{member.Property.Name} does not decide the key.");
            }
        }
    }

    /// <summary>All but those that never enter a key as a whole: evaluation's are split among the stages, and denoising's are made from images'.</summary>
    private static IEnumerable<Type> SettingsTypes() => typeof(KeyTree).Assembly.GetTypes()
        .Where(type => type.Name.EndsWith("Settings", StringComparison.Ordinal) && type.GetConstructor([]) is not null)
        .Except([typeof(EvaluationSettings), typeof(DenoisingSettings)]);

    private static string Text(object settings) => Encoding.UTF8.GetString(CanonicalBytes.Of("", KeyTree.OfMembers(settings)));

    private static object Other(Type type, object? value) => (Nullable.GetUnderlyingType(type) ?? type, value) switch
    {
        (_, bool truth) => !truth,
        (_, int number) => number + 1,
        (_, long number) => number + 1,
        (_, ulong number) => number + 1,
        (_, double number) => number + 1,
        (_, string text) => text + "x",
        ({ IsEnum: true } choice, _) => Enum.GetValues(choice).Cast<object>().First(other => !other.Equals(value)),
        (var inner, null) when inner == typeof(string) => "x",
        (var inner, null) when inner == typeof(int) => 1,
        (var inner, null) when inner == typeof(double) => 1.5,
        (var list, _) when list.IsAssignableFrom(typeof(string[])) => new[] { "x" },
        (var list, _) when list.IsAssignableFrom(typeof(double[])) => new[] { 1.5 },
        (var map, _) when map.IsAssignableFrom(typeof(Dictionary<string, double>)) => new Dictionary<string, double> { ["x"] = 1.5 },
        (var map, _) when map.IsAssignableFrom(typeof(Dictionary<string, IReadOnlyList<double>>)) =>
            new Dictionary<string, IReadOnlyList<double>> { ["x"] = [1.5] },
        (var inner, not null) when KeyMember.Of(inner).FirstOrDefault(member => member.Excluded is null) is { } first => OtherMember(inner, first),
        (var inner, null) when !inner.IsAbstract => RuntimeHelpers.GetUninitializedObject(inner),
        _ => throw new NotSupportedException($"{type}: say here what another value looks like."),
    };

    private static object OtherMember(Type type, KeyMember member)
    {
        var changed = Activator.CreateInstance(type)!;
        member.Property.SetValue(changed, Other(member.Property.PropertyType, member.Property.GetValue(changed)));
        return changed;
    }

    private sealed record Settings
    {
        public double LearningRate { get; init; } = 1e-4;

        public Choice Choose { get; init; } = Choice.Last;

        public string? Model { get; init; }

        public IReadOnlyList<string> Targets { get; init; } = ["to_q"];

        public Inner Nested { get; init; } = new();

        [KeyOmitDefault]
        public double AddedLater { get; init; } = 0.25;

        [NotInKey("It decides how fast the stage is, not what comes out.")]
        public int BatchSize { get; init; } = 8;

        public double Computed => LearningRate * 2;
    }

    private sealed record Inner
    {
        public int Size { get; init; } = 2;
    }

    private sealed record Positional(string Name, [property: KeyOmitDefault] int Size = 2);
}
