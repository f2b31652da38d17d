using System.Runtime.InteropServices;
using System.Text;

namespace Selma.Core.Tests.Artifacts.Pickles;

/// <summary>A small training checkpoint as <c>torch.save</c> lays it out.</summary>
internal static class TorchSample
{
    /// <summary>
    /// Written by Python 3.11's own pickler, protocol 2, from objects that reduce as PyTorch's do:
    /// <c>{"epoch": 12, "global_step": 470000, "loss": 0.125, "big": 2**70, "flag": True, "none": None, "l": [1, 2, 300, 70000, -1],
    /// "state_dict": OrderedDict}</c> with <c>a.weight</c> [2, 3], its transposed view, <c>b.tail</c>, a parameter of its last two
    /// elements, and <c>c.half</c>, a number from another storage; the dictionary has a <c>_metadata</c>, as a module's state has.
    /// </summary>
    public static byte[] Pickle { get; } = Convert.FromBase64String(
        "gAJ9cQAoWAUAAABlcG9jaHEBSwxYCwAAAGdsb2JhbF9zdGVwcQJK8CsHAFgEAAAAbG9zc3EDRz/AAAAAAAAAWAMAAABiaWdxBIoJAAAAAAAAAABAWAQAAABmbGFncQWIWAQAAABub25lcQZO" +
        "WAEAAABscQddcQgoSwFLAk0sAUpwEQEASv////9lWAoAAABzdGF0ZV9kaWN0cQljY29sbGVjdGlvbnMKT3JkZXJlZERpY3QKcQopUnELKFgIAAAAYS53ZWlnaHRxDGN0b3JjaC5fdXRpbHMKX3Jl" +
        "YnVpbGRfdGVuc29yX3YyCnENKChYBwAAAHN0b3JhZ2VxDmN0b3JjaApGbG9hdFN0b3JhZ2UKcQ9YAQAAADBxEFgGAAAAY3VkYTowcRFLBnRxElFLAEsCSwOGcRNLA0sBhnEUiWgKKVJxFXRxFlJx" +
        "F1gMAAAAYS50cmFuc3Bvc2VkcRhoDSgoaA5oD2gQaBFLBnRxGVFLAEsDSwKGcRpLAUsDhnEbiWgKKVJxHHRxHVJxHlgGAAAAYi50YWlscR9jdG9yY2guX3V0aWxzCl9yZWJ1aWxkX3BhcmFtZXRl" +
        "cgpxIGgNKChoDmgPaBBoEUsGdHEhUUsESwKFcSJLAYVxI4loCilScSR0cSVScSaIaAopUnEnh3EoUnEpWAYAAABjLmhhbGZxKmgNKChoDmN0b3JjaApIYWxmU3RvcmFnZQpxK1gBAAAAMXEsaBFL" +
        "AnRxLVFLASkpiWgKKVJxLnRxL1JxMHV9cTFYCQAAAF9tZXRhZGF0YXEyaAopUnEzWAAAAABxNH1xNVgHAAAAdmVyc2lvbnE2SwFzc3NidS4=");

    /// <summary>The storage of six numbers: 0, 1, 2, 3, 4, 5.</summary>
    public static byte[] Six { get; } = MemoryMarshal.AsBytes<float>([0, 1, 2, 3, 4, 5]).ToArray();

    /// <summary>A whole file.</summary>
    /// <param name="pickle">Another pickle in place of the sample's.</param>
    /// <param name="order">The bytes' order that the file states.</param>
    /// <param name="isWide">As <see cref="StoredZip.Of"/>.</param>
    public static byte[] File(byte[]? pickle = null, string order = "little", bool isWide = false) => StoredZip.Of(
        [
            ("archive/data.pkl", pickle ?? Pickle), ("archive/byteorder", Encoding.UTF8.GetBytes(order)),
            ("archive/data/0", Six), ("archive/data/1", MemoryMarshal.AsBytes<Half>([(Half)0.5, (Half)7]).ToArray()),
            ("archive/version", "3\n"u8.ToArray()), ("archive/.data/serialization_id", "0123"u8.ToArray()),
        ],
        isWide);

    /// <summary>A whole file of float32 tensors, each with its own storage.</summary>
    public static byte[] FileOf(IReadOnlyList<(string Name, byte[] Values, long[] Shape)> tensors)
    {
        var parts = new List<object> { "}(" };
        foreach (var ((name, values, shape), i) in tensors.Select((tensor, i) => (tensor, i)))
        {
            parts.AddRange([
                Text(name), "ctorch._utils\n_rebuild_tensor_v2\n((", Text("storage"), "ctorch\nFloatStorage\n", Text($"{i}"), Text("cpu"), Int(values.Length / 4), "tQ",
                "K\0", "(", .. shape.Select(size => (object)Int(size)), "t", "(", .. shape.Select((_, axis) => (object)Int(shape[(axis + 1)..].Aggregate(1L, (a, b) => a * b))), "t\u0089}tR",
            ]);
        }

        parts.Add("u");
        return StoredZip.Of([("model/data.pkl", Of([.. parts])), .. tensors.Select((tensor, i) => ($"model/data/{i}", tensor.Values))]);
    }

    /// <summary>A pickle of protocol 2 around what is given: text for codes and names, bytes for the rest.</summary>
    public static byte[] Of(params object[] parts) =>
        [0x80, 2, .. parts.SelectMany(part => part as byte[] ?? Encoding.Latin1.GetBytes((string)part)), (byte)'.'];

    private static byte[] Text(string text) => [(byte)'X', .. BitConverter.GetBytes(Encoding.UTF8.GetByteCount(text)), .. Encoding.UTF8.GetBytes(text)];

    private static byte[] Int(long number) => [(byte)'J', .. BitConverter.GetBytes((int)number)];
}
