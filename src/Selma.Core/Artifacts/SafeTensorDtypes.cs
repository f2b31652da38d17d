namespace Selma.Core.Artifacts;

/// <summary>Names and widths of the element types.</summary>
internal static class SafeTensorDtypes
{
    // In the order of the enum.
    private static readonly (string Name, int Bits)[] Table =
    [
        ("BOOL", 8), ("F4", 4), ("F6_E2M3", 6), ("F6_E3M2", 6), ("U8", 8), ("I8", 8), ("F8_E5M2", 8), ("F8_E4M3", 8),
        ("F8_E8M0", 8), ("F8_E4M3FNUZ", 8), ("F8_E5M2FNUZ", 8), ("I16", 16), ("U16", 16), ("F16", 16), ("BF16", 16),
        ("I32", 32), ("U32", 32), ("F32", 32), ("C64", 64), ("F64", 64), ("I64", 64), ("U64", 64),
    ];

    /// <summary>The name in a file's header: <c>F32</c>.</summary>
    public static string Name(this SafeTensorDtype dtype) => Table[(int)dtype].Name;

    /// <summary>Bits of one element.</summary>
    public static int Bits(this SafeTensorDtype dtype) => Table[(int)dtype].Bits;

    /// <summary>The type of a name, or null where the format knows none.</summary>
    public static SafeTensorDtype? Find(string? name)
    {
        var index = Array.FindIndex(Table, row => row.Name == name);
        return index < 0 ? null : (SafeTensorDtype)index;
    }
}
