using System.Text;
using System.Text.Json;
using Selma.Core.Artifacts;
using Selma.TestKit;
using static TorchSharp.torch;

namespace Selma.Core.Tests.Artifacts;

public static class SafeTensorsGoldenTests
{
    private static readonly JsonElement Layouts = GoldenCases.Read("diffusion", "layouts", "layouts.json");

    public static TheoryData<string> Files() => GoldenCases.Names(Layouts, "cases", "malformed");

    public static TheoryData<string> OddTensors() => GoldenCases.Names(Layouts, "cases", "odd.safetensors", "values");

    [Theory(SkipTestWithoutData = true)]
    [MemberData(nameof(Files))]
    public static void Accepts_and_refuses_what_the_reference_does(string file)
    {
        var path = Shared.Golden("diffusion", "layouts", file);
        if (Layouts.GetProperty("cases").GetProperty("malformed").GetProperty(file).GetString() == "loads")
        {
            using var opened = SafeTensors.Open(path);
            Assert.NotEmpty(opened.Names);
            return;
        }

        var error = Assert.Throws<SelmaException>(() => SafeTensors.Open(path));
        Assert.Equal("SELMA2103", error.Code);
        Assert.Equal(path, error.Place?.File);
    }

    [Theory(SkipTestWithoutData = true)]
    [MemberData(nameof(OddTensors))]
    public static void Reads_every_type_shape_and_name(string name)
    {
        using var scope = NewDisposeScope();
        using var file = SafeTensors.Open(Shared.Golden("diffusion", "layouts", "odd.safetensors"));
        var tensor = file.ReadTensor(name);
        var expected = Layouts.GetProperty("cases").GetProperty("odd.safetensors").GetProperty("values").GetProperty(name);
        Assert.Equal(file[name].Shape, tensor.shape);
        var values = tensor.numel() == 0 ? [] : tensor.to(ScalarType.Float64).data<double>().ToArray();
        Assert.Equal(expected.GetArrayLength(), values.Length);
        Assert.All(values, (value, i) => Assert.Equal((float)expected[i].GetDouble(), (float)value));
    }

    [Fact]
    public static void Reads_the_metadata()
    {
        using var file = SafeTensors.Open(Shared.Golden("diffusion", "layouts", "odd.safetensors"));
        using var header = JsonDocument.Parse(
            Layouts.GetProperty("cases").GetProperty("odd.safetensors").GetProperty("header").GetString()!);
        var expected = header.RootElement.GetProperty("__metadata__").EnumerateObject()
            .ToDictionary(entry => entry.Name, entry => entry.Value.GetString()!);
        Assert.Equal(expected, file.Metadata);
    }

    [Fact]
    public static void Writes_what_it_read_to_the_same_bytes()
    {
        using var scope = NewDisposeScope();
        var path = Shared.Golden("diffusion", "layouts", "odd.safetensors");
        using var file = SafeTensors.Open(path);
        using var folder = new TemporaryFolder();
        var copy = folder.File("copy.safetensors");
        TensorFile.Write(copy, TensorFile.Read(path), file.Metadata);
        Assert.Equal(Convert.ToHexString(File.ReadAllBytes(path)), Convert.ToHexString(File.ReadAllBytes(copy)));
    }

    [Fact]
    public static void Header_length_is_that_of_the_reference()
    {
        Shared.RequireGoldens();
        var odd = Layouts.GetProperty("cases").GetProperty("odd.safetensors");
        var bytes = File.ReadAllBytes(Shared.Golden("diffusion", "layouts", "odd.safetensors"));
        Assert.Equal(odd.GetProperty("header_length").GetInt64(), BitConverter.ToInt64(bytes));
        Assert.Equal(odd.GetProperty("header").GetString(), Encoding.UTF8.GetString(bytes, 8, (int)BitConverter.ToInt64(bytes)).TrimEnd());
    }
}
