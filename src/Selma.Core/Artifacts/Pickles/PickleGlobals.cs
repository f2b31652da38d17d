namespace Selma.Core.Artifacts.Pickles;

/// <summary>The names that a file of tensors may mention, and what each stands for here.</summary>
internal static class PickleGlobals
{
    /// <summary>A storage whose numbers have no type of their own.</summary>
    public const string Bytes = "torch.storage.UntypedStorage";

    private static readonly Dictionary<string, SafeTensorDtype> Storages = new(StringComparer.Ordinal)
    {
        ["torch.FloatStorage"] = SafeTensorDtype.F32, ["torch.HalfStorage"] = SafeTensorDtype.F16,
        ["torch.BFloat16Storage"] = SafeTensorDtype.BF16, ["torch.DoubleStorage"] = SafeTensorDtype.F64,
        ["torch.LongStorage"] = SafeTensorDtype.I64, ["torch.IntStorage"] = SafeTensorDtype.I32,
        ["torch.ShortStorage"] = SafeTensorDtype.I16, ["torch.CharStorage"] = SafeTensorDtype.I8,
        ["torch.ByteStorage"] = SafeTensorDtype.U8, ["torch.BoolStorage"] = SafeTensorDtype.Bool,
    };

    private static readonly Dictionary<string, SafeTensorDtype> Dtypes = new(StringComparer.Ordinal)
    {
        ["torch.float32"] = SafeTensorDtype.F32, ["torch.float16"] = SafeTensorDtype.F16, ["torch.bfloat16"] = SafeTensorDtype.BF16,
        ["torch.float64"] = SafeTensorDtype.F64, ["torch.int64"] = SafeTensorDtype.I64, ["torch.int32"] = SafeTensorDtype.I32,
        ["torch.int16"] = SafeTensorDtype.I16, ["torch.int8"] = SafeTensorDtype.I8, ["torch.uint8"] = SafeTensorDtype.U8,
        ["torch.bool"] = SafeTensorDtype.Bool, ["torch.uint16"] = SafeTensorDtype.U16, ["torch.uint32"] = SafeTensorDtype.U32,
        ["torch.uint64"] = SafeTensorDtype.U64, ["torch.float8_e4m3fn"] = SafeTensorDtype.F8E4M3, ["torch.float8_e5m2"] = SafeTensorDtype.F8E5M2,
        ["torch.float8_e4m3fnuz"] = SafeTensorDtype.F8E4M3Fnuz, ["torch.float8_e5m2fnuz"] = SafeTensorDtype.F8E5M2Fnuz,
        ["torch.float8_e8m0fnu"] = SafeTensorDtype.F8E8M0,
    };

    private static readonly Dictionary<string, Func<PickleMachine, object?[], object?>> Calls = new(StringComparer.Ordinal)
    {
        ["collections.OrderedDict"] = EmptyMap,
        ["torch._utils._rebuild_tensor_v2"] = PickleTensors.Rebuild,
        ["torch._utils._rebuild_tensor_v3"] = PickleTensors.RebuildTyped,
        ["torch._utils._rebuild_tensor"] = PickleTensors.Rebuild,
        ["torch._utils._rebuild_parameter"] = PickleTensors.Parameter,
        ["torch.Size"] = (machine, arguments) => arguments is [PickleTuple sizes] ? sizes : throw machine.Reader.Bad("a torch.Size has no sizes"),
        ["torch.device"] = (_, _) => new PickleIgnored("torch.device"),
    };

    /// <summary>Whether a name is on the list.</summary>
    public static bool IsKnown(string name) => Calls.ContainsKey(name) || Storages.ContainsKey(name) || Dtypes.ContainsKey(name) || name == Bytes;

    /// <summary>The type of a storage's elements, that of bytes for <see cref="Bytes"/>; null where the name is no storage.</summary>
    public static SafeTensorDtype? StorageType(string name) => Storages.TryGetValue(name, out var dtype) ? dtype : name == Bytes ? SafeTensorDtype.U8 : null;

    /// <summary>The type that a name means; null where it means none.</summary>
    public static SafeTensorDtype? Dtype(string name) => Dtypes.TryGetValue(name, out var dtype) ? dtype : null;

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
