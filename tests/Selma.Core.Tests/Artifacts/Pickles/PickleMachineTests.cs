using Selma.Core.Artifacts.Pickles;

namespace Selma.Core.Tests.Artifacts.Pickles;

public static class PickleMachineTests
{
    [Theory]
    [InlineData("cos\nsystem\nU\u0002ls\u0085R.", "os.system")]
    [InlineData("c__builtin__\neval\nU\u00011\u0085R.", "__builtin__.eval")]
    [InlineData("ctorch.hub\nload\n)R.", "torch.hub.load")]
    [InlineData("ctorch\nFloatStorage\n)R.", "torch.FloatStorage")] // on the list, but nothing to call
    [InlineData("ctorch._utils\n_rebuild_tensor_v2\n)\u0081.", "torch._utils._rebuild_tensor_v2")]
    [InlineData("ccollections\nOrderedDict\n}b.", "state of an object")]
    [InlineData("(Vos\u000aios\nsystem\n.", "operation 0x56")] // protocol 0: UNICODE and INST
    [InlineData("\u0093.", "operation 0x93")] // STACK_GLOBAL
    [InlineData("\u0082\u0001.", "operation 0x82")] // EXT1
    [InlineData("2.", "operation 0x32")] // DUP
    public static void What_is_no_data_is_refused_and_nothing_runs(string pickle, string reason)
    {
        var error = Assert.Throws<SelmaException>(() => Read(pickle));
        Assert.Equal(("SELMA2132", "made.bin"), (error.Code, error.Place?.File));
        Assert.Contains(reason, error.Message, StringComparison.Ordinal);
        Assert.Contains("nothing in it was executed", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("K\u0005K\u0000\u0085K\u0001\u0085", "is not described")] // the storage is a number
    [InlineData("S K\u0007 K\u0001\u0085 K\u0001\u0085", "does not lie within")] // begins behind the end
    [InlineData("S K\u0000 K\u0007\u0085 K\u0001\u0085", "does not lie within")] // one too many
    [InlineData("S K\u0001 K\u0006\u0085 K\u0001\u0085", "does not lie within")] // shifted by one
    [InlineData("S K\u0000 K\u0002K\u0003\u0086 K\u0004K\u0001\u0086", "does not lie within")] // 4 + 2 > 5
    [InlineData("S K\u0000 M\u00ff\u00ff\u0085 K\u0000\u0085", "does not lie within")] // one number spread over many
    [InlineData("S K\u0000 J\u00ff\u00ff\u00ff\u00ff\u0085 K\u0001\u0085", "no natural number")]
    [InlineData("S J\u00ff\u00ff\u00ff\u00ff K\u0001\u0085 K\u0001\u0085", "does not lie within")]
    [InlineData("S K\u0000 G\u007f\u00f8\u0000\u0000\u0000\u0000\u0000\u0000\u0085 K\u0001\u0085", "no natural number")] // NaN
    [InlineData("S K\u0000 K\u0002\u0085 )", "does not lie within")] // sizes without strides
    [InlineData("S K\u0000 L L", "does not lie within")] // sizes whose product overflows
    public static void A_tensor_outside_its_storage_is_refused(string arguments, string reason)
    {
        const string storage = "(U\u0007storagectorch\nFloatStorage\nU\u00010U\u0003cpuK\u0006tQ";
        const string huge = "\u008a\u0008\u00ff\u00ff\u00ff\u00ff\u00ff\u00ff\u00ff\u007f";
        var given = arguments.Replace(" ", "", StringComparison.Ordinal)
            .Replace("L", $"{huge}{huge}\u0086", StringComparison.Ordinal).Replace("S", storage, StringComparison.Ordinal);
        var error = Assert.Throws<SelmaException>(() => Read($"ctorch._utils\n_rebuild_tensor_v2\n({given}tR."));
        Assert.Equal("SELMA2131", error.Code);
        Assert.Contains(reason, error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData(".")]
    [InlineData("R.")]
    [InlineData("t.")]
    [InlineData("h\u0005.")]
    [InlineData("K\u0001a.")]
    [InlineData("(K\u0001u.")]
    [InlineData("}(K\u0001u.")]
    [InlineData("X\u00ff\u00ff\u00ff\u00ffabc.")]
    [InlineData("\u008a\u00ffabc.")]
    [InlineData("ctorch")]
    [InlineData("\u0080\u0009N.")]
    [InlineData("U\u0001aQ.")]
    public static void A_malformed_pickle_is_refused(string pickle) =>
        Assert.Equal("SELMA2131", Assert.Throws<SelmaException>(() => Read(pickle)).Code);

    [Fact]
    public static void Deep_nesting_and_self_reference_end()
    {
        var deep = new string(']', 100_000) + new string('a', 99_999) + ".";
        Assert.IsType<PickleList>(Read(deep));
        var loop = Assert.IsType<PickleMap>(Read("}q\u0000U\nstate_dicth\u0000s.")); // a dictionary that contains itself
        Assert.Same(loop, loop.Entries[0].Value);
        Assert.Contains("values", Assert.Throws<SelmaException>(() => Read(new string(']', 3_000_000))).Message, StringComparison.Ordinal);
    }

    private static object? Read(string pickle) => PickleMachine.Read(
        new PickleReader(System.Text.Encoding.Latin1.GetBytes(pickle), "made.bin"), name => name == "0" ? new("data/0", 0, 24) : null, isStrict: true);
}
