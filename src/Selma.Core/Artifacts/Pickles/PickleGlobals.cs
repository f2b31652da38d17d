namespace Selma.Core.Artifacts.Pickles;

/// <summary>The names that a file of tensors may mention, and what each stands for here.</summary>
internal static class PickleGlobals
{
    private static readonly Dictionary<string, SafeTensorDtype> Storages = new(StringComparer.Ordinal)
    {
        ["torch.FloatStorage"] = SafeTensorDtype.F32, ["torch.HalfStorage"] = SafeTensorDtype.F16,
        ["torch.BFloat16Storage"] = SafeTensorDtype.BF16, ["torch.DoubleStorage"] = SafeTensorDtype.F64,
        ["torch.LongStorage"] = SafeTensorDtype.I64, ["torch.IntStorage"] = SafeTensorDtype.I32,
        ["torch.ShortStorage"] = SafeTensorDtype.I16, ["torch.CharStorage"] = SafeTensorDtype.I8,
        ["torch.ByteStorage"] = SafeTensorDtype.U8, ["torch.BoolStorage"] = SafeTensorDtype.Bool,
    };

    private static readonly HashSet<string> Dtypes = new(
        new[] { "float32", "float16", "bfloat16", "float64", "int64", "int32", "int16", "int8", "uint8", "bool" }.Select(name => $"torch.{name}"),
        StringComparer.Ordinal);

    private static readonly Dictionary<string, Func<PickleMachine, object?[], object?>> Calls = new(StringComparer.Ordinal)
    {
        ["collections.OrderedDict"] = EmptyMap,
        ["torch._utils._rebuild_tensor_v2"] = PickleTensors.Rebuild,
        ["torch._utils._rebuild_tensor"] = PickleTensors.Rebuild,
        ["torch._utils._rebuild_parameter"] = PickleTensors.Parameter,
        ["torch.Size"] = (machine, arguments) => arguments is [PickleTuple sizes] ? sizes : throw machine.Reader.Bad("a torch.Size has no sizes"),
        ["torch.device"] = (_, _) => new PickleIgnored("torch.device"),
    };

    /// <summary>Whether a name is on the list.</summary>
    public static bool IsKnown(string name) => Calls.ContainsKey(name) || Storages.ContainsKey(name) || Dtypes.Contains(name);

    /// <summary>The type of a storage's elements; null where the name is no storage.</summary>
    public static SafeTensorDtype? StorageType(string name) => Storages.TryGetValue(name, out var dtype) ? dtype : null;

    /// <summary>What a known name makes of its arguments.</summary>
    /// <exception cref="SelmaException">SELMA2132: the name is no function; SELMA2131: wrong arguments.</exception>
    public static object Call(PickleMachine machine, string name, object?[] arguments, bool isNew)
    {
        var call = Calls.GetValueOrDefault(name);
        return call is null || (isNew && name != "collections.OrderedDict")
            ? throw machine.Reader.Refused($"it would make an object of '{name}'")
            : call(machine, arguments)!;
    }

    private static PickleMap EmptyMap(PickleMachine machine, object?[] arguments) =>
        arguments.Length == 0 ? new([]) : throw machine.Reader.Bad("an OrderedDict is made of something");
}
