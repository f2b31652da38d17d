using Selma.Core.Lora;
using Selma.Core.Numerics;
using static TorchSharp.torch;

namespace Selma.Core.Merging;

/// <summary>Small matrices that stand for the experts' updates: D_i = Left C_i Right^T with common orthonormal bases, exactly.</summary>
/// <remarks>
/// The bases come from QR of [B_1 ... B_L] and of [A_1^T ... A_L^T] where the experts' ranks add up to less than both sides of an update,
/// so that nothing of size [out, in] is formed; elsewhere the cores are the updates. Source: training.md 6.2; Core Space, arXiv 2509.17786.
/// </remarks>
/// <param name="Left">[out, p]; null stands for the identity.</param>
/// <param name="Right">[in, q]; null as well.</param>
/// <param name="Cores">C_i, [p, q], with the experts' scales.</param>
internal sealed record CoreSpace(Tensor? Left, Tensor? Right, IReadOnlyList<Tensor> Cores)
{
    /// <summary>The space of some experts' updates.</summary>
    /// <param name="experts">The experts.</param>
    /// <param name="principal">Whether the bases are to be the singular vectors, which the experts' order does not turn: Core Space.</param>
    public static CoreSpace Of(IReadOnlyList<LoraLayer> experts, bool principal = false)
    {
        var isThin = experts.Sum(expert => expert.Rank) < Math.Min(experts[0].Out, experts[0].In);
        Func<Tensor, (Tensor? Basis, Tensor Coordinates)> basis = principal ? Principal : isThin ? Basis : matrix => (null, matrix);
        var (left, ups) = basis(cat([.. experts.Select(expert => expert.Up)], 1)); // [p, sum r]
        var (right, downs) = basis(cat([.. experts.Select(expert => expert.Down)], 0).t()); // [q, sum r]
        var cores = new List<Tensor>();
        var start = 0L;
        foreach (var expert in experts)
        {
            cores.Add(ups.narrow(1, start, expert.Rank).matmul(downs.narrow(1, start, expert.Rank).t()).TimesInPlace(expert.Scale));
            start += expert.Rank;
        }

        return new(left, right, cores);
    }

    /// <summary>An orthonormal basis of a matrix's columns and their coordinates in it.</summary>
    public static (Tensor? Basis, Tensor Coordinates) Basis(Tensor matrix)
    {
        if (matrix.shape[1] >= matrix.shape[0])
        {
            return (null, matrix);
        }

        var (basis, coordinates) = linalg.qr(matrix);
        return (basis, coordinates);
    }

    /// <summary>A merged core, given as up [p, k] and down [k, q], as factors of an update.</summary>
    public LoraLayer Expand(Tensor up, Tensor down) => new(
        Right is null ? down.contiguous() : down.matmul(Right.t()),
        Left is null ? up.contiguous() : Left.matmul(up));

    private static (Tensor? Basis, Tensor Coordinates) Principal(Tensor matrix)
    {
        var (basis, coordinates) = Basis(matrix);
        var (left, values, right) = LowRank.Svd(coordinates);
        return (basis is null ? left : basis.matmul(left), right.mul(values.unsqueeze(1)));
    }
}
