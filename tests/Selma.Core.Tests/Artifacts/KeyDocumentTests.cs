using System.Globalization;
using System.Text;
using Selma.Core.Artifacts;

namespace Selma.Core.Tests.Artifacts;

public static class KeyDocumentTests
{
    private const string Abc = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";

    private const string Worked = // incremental.md 2.1
        "{s6:config{s12:learningRated3f1a36e2eb1c432d;s4:names2:és4:ranki128;s5:stepsi5000;s7:targets[s4:to_qs4:to_k]}s6:inputs{}s6:models{}" +
        "s6:schemai1;s5:stages6:experts12:stageVersioni1;s8:upstream{s6:imagess64:ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad}}";

    [Fact]
    public static void The_worked_example_has_its_bytes_and_its_key()
    {
        var tree = Example();
        var bytes = CanonicalBytes.Of("selma-key-1", tree);
        Assert.Equal("selma-key-1\n" + Worked, Encoding.UTF8.GetString(bytes));
        Assert.Equal(283, bytes.Length);
        Assert.Equal("06fbe62089525d132c01cf21e3bfd9fb03d36559175c7820b0a122f779fb8db5", KeyDocument.KeyOf(tree));
    }

    [Fact]
    public static void Another_culture_changes_nothing()
    {
        var before = CultureInfo.CurrentCulture;
        try
        {
            var hostile = (CultureInfo)CultureInfo.InvariantCulture.Clone();
            hostile.NumberFormat.NumberDecimalSeparator = ",";
            hostile.NumberFormat.NegativeSign = "~";
            CultureInfo.CurrentCulture = hostile;
            Assert.Equal("06fbe62089525d132c01cf21e3bfd9fb03d36559175c7820b0a122f779fb8db5", KeyDocument.KeyOf(Example()));
            var json = KeyJson.Write(KeyTree.Of(new[] { -1.5, 1e-7 }));
            Assert.Equal("[-1.5,1E-07\n]\n", Encoding.UTF8.GetString(json));
            Assert.Equal("[d" + "bff8000000000000;d3e7ad7f29abcaf48;]", Encoding.UTF8.GetString(CanonicalBytes.Of("", KeyJson.Read(json))));
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }

    [Fact]
    public static void The_document_holds_exactly_the_members_of_the_specification()
    {
        var tree = new KeyDocument { Stage = "images", StageVersion = 3, Config = new KeyMap() }.Tree();
        Assert.Equal(["config", "inputs", "models", "numerics", "schema", "stage", "stageVersion", "upstream"], tree.Names);
    }

    private static KeyMap Example() => (KeyMap)KeyTree.Of(new Dictionary<string, object?>
    {
        ["schema"] = 1,
        ["stage"] = "expert",
        ["stageVersion"] = 1,
        ["config"] = new Dictionary<string, object?>
        {
            ["rank"] = 128,
            ["learningRate"] = 1e-4,
            ["steps"] = 5000L,
            ["targets"] = new[] { "to_q", "to_k" },
            ["name"] = "é",
        },
        ["inputs"] = new Dictionary<string, string>(),
        ["models"] = new Dictionary<string, string>(),
        ["upstream"] = new Dictionary<string, string> { ["images"] = Abc },
    })!;

}
