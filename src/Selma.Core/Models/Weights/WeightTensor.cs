using Selma.Core.Artifacts;
using TorchSharp;
using static TorchSharp.torch;

namespace Selma.Core.Models.Weights;

/// <summary>A tensor of a network as it lies in a file.</summary>
/// <param name="File">The open file.</param>
/// <param name="Source">Its name there, or that of the tensor that it is a part of.</param>
/// <param name="Part">How it is cut from that tensor.</param>
internal sealed record WeightTensor(ITensorFile File, string Source, TensorPart Part = TensorPart.Whole)
{
    /// <summary>Its sizes; null where the file's tensor cannot be cut so.</summary>
    public IReadOnlyList<long>? Shape => (Part, File[Source].Shape.ToArray()) switch
    {
        (TensorPart.Whole, var shape) => shape,
        (TensorPart.Matrix, [var rows, var columns, 1, 1]) => [rows, columns],
        (TensorPart.Matrix, { Length: < 3 } shape) => shape,
        (TensorPart.Transposed, [var rows, var columns]) => [columns, rows],
        (TensorPart.Queries or TensorPart.Keys or TensorPart.Values, [var rows, .. var rest]) when rows % 3 == 0 => [rows / 3, .. rest],
        _ => null,
    };

    /// <summary>The tensor, on the CPU, in the file's type; <see cref="Shape"/> must not be null.</summary>
    public Tensor Read()
    {
        using var scope = NewDisposeScope();
        var whole = File.ReadTensor(Source);
        var part = Part switch
        {
            TensorPart.Whole => whole,
            TensorPart.Transposed => whole.t(),
            TensorPart.Matrix => whole.reshape([.. Shape!]),
            var third => whole.chunk(3)[third - TensorPart.Queries],
        };
        return part.MoveToOuterDisposeScope();
    }

    /// <summary>Fills a parameter: straight from the file where types and order agree, otherwise through one tensor in the file's type.</summary>
    public void CopyTo(Tensor parameter)
    {
        if (Part is TensorPart.Whole or TensorPart.Matrix && parameter.device_type == DeviceType.CPU && parameter.is_contiguous()
            && TensorFile.TypeOf(File[Source], File.Path) == parameter.dtype)
        {
            File.Fill(Source, parameter);
            return;
        }

        using var scope = NewDisposeScope();
        _ = parameter.copy_(Read());
    }
}
