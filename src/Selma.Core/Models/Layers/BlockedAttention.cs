using Selma.Core.Numerics;
using TorchSharp;
using static TorchSharp.torch;

namespace Selma.Core.Models.Layers;

/// <summary>Attention over many positions in bfloat16 on the CPU, two to three times as fast as libtorch's: made of matrix products.</summary>
/// <remarks>
/// libtorch's kernel computes its products at float32's speed. Here scores of a few hundred queries at a time are a bfloat16 product, whose
/// exponential needs neither a pass for the maximum nor one for the sum: a further column of q takes off (nearly) the maximum, and a further
/// column of ones in v adds the exponentials up. Taking the maximum off before scores are rounded keeps the digits of those that count, so the
/// number taken off is the largest score of every seventh key (an odd number, so that every column of a map is asked). A head with a key far
/// above all that were asked is computed by libtorch. For drawing only: nothing here has a gradient.
/// </remarks>
internal static class BlockedAttention
{
    private const long FewestKeys = 256; // below, libtorch's own is as fast
    private const long Rows = 512; // queries at a time: their scores stay in the cache
    private const long Sampled = 7; // one key of so many is asked for the maximum
    private const long Lane = 16; // widths that matrix products like
    private const double FarAbove = 2; // nats above what was asked, for all keys together

    [ThreadStatic]
    private static bool _isOff;

    /// <summary>softmax(q k^T / sqrt(D)) v, by whichever way suits.</summary>
    /// <param name="q">[B, heads, S, D]</param>
    /// <param name="k">[B, heads, T, D]</param>
    /// <param name="v">[B, heads, T, D]</param>
    /// <returns>[B, heads, S, D]</returns>
    public static Tensor Attend(Tensor q, Tensor k, Tensor v) => Takes(k) ? Blocked(q, k, v) : nn.functional.scaled_dot_product_attention(q, k, v);

    /// <summary>Calls a function with libtorch's attention alone: one whose result is to be differentiated when it is computed again.</summary>
    public static Tensor Without(Func<Tensor> compute)
    {
        var before = _isOff;
        _isOff = true;
        try
        {
            return compute();
        }
        finally
        {
            _isOff = before;
        }
    }

    /// <summary>Whether these are taken: bfloat16, on the CPU, of many keys, and no gradient is wanted.</summary>
    internal static bool Takes(Tensor k) =>
        k.dtype == ScalarType.BFloat16 && k.device_type == DeviceType.CPU && k.shape[^2] >= FewestKeys && !is_grad_enabled() && !_isOff;

    private static Tensor Blocked(Tensor q, Tensor k, Tensor v)
    {
        using var scope = NewDisposeScope();
        var width = q.shape[3];
        var (queries, keys, values) = (Widened(q.Times(1 / Math.Sqrt(width)), isOne: false), Widened(k, isOne: true), Widened(v, isOne: true));
        var sums = empty_like(queries); // [B heads, S, W]: sums of values by weight, and in column D of the weights themselves
        for (var head = 0L; head < sums.shape[0]; head++)
        {
            Attend(queries[head], keys[head], values[head], sums[head], width);
        }

        var weights = sums.narrow(2, width, 1); // [B heads, S, 1]
        var attended = (sums.narrow(2, 0, width) / weights).reshape(q.shape);
        Mend(attended, weights, q, k, v);
        return attended.MoveToOuterDisposeScope();
    }

    /// <summary>One head: [S, W], [T, W], [T, W] -> [S, W].</summary>
    private static void Attend(Tensor queries, Tensor keys, Tensor values, Tensor sums, long width)
    {
        using var scope = NewDisposeScope();
        var sample = keys[TensorIndex.Slice(step: Sampled)].contiguous().t(); // [W, T / 7]
        var transposed = keys.t();
        for (var row = 0L; row < queries.shape[0]; row += Rows)
        {
            using var block = NewDisposeScope();
            var some = queries.narrow(0, row, Math.Min(Rows, queries.shape[0] - row));
            _ = some.narrow(1, width, 1).copy_(some.mm(sample).amax([1], keepdim: true).neg()); // k has ones there
            _ = sums.narrow(0, row, some.shape[0]).copy_(some.mm(transposed).exp_().mm(values));
        }
    }

    /// <summary>Computes the heads anew whose weights add up to more than they could if no key were far above those that were asked.</summary>
    private static void Mend(Tensor attended, Tensor weights, Tensor q, Tensor k, Tensor v)
    {
        var most = k.shape[2] * Math.Exp(FarAbove);
        var largest = weights.amax([1, 2]).to(ScalarType.Float32).data<float>().ToArray(); // [B heads]
        for (var head = 0; head < largest.Length; head++)
        {
            if (!(largest[head] <= most)) // NaN too
            {
                var (item, own) = (head / q.shape[1], head % q.shape[1]);
                Tensor One(Tensor x) => x[item, own].unsqueeze(0).unsqueeze(0); // [1, 1, S, D]
                _ = One(attended).copy_(nn.functional.scaled_dot_product_attention(One(q), One(k), One(v)));
            }
        }
    }

    /// <summary>[B, heads, N, D] -> [B heads, N, W]: a column of ones or zeros behind, and zeros up to a width that matrix products like.</summary>
    private static Tensor Widened(Tensor x, bool isOne)
    {
        using var scope = NewDisposeScope();
        var flat = x.reshape(-1, x.shape[2], x.shape[3]);
        var next = isOne ? ones_like(flat.narrow(2, 0, 1)) : zeros_like(flat.narrow(2, 0, 1));
        var rest = (Lane - ((x.shape[3] + 1) % Lane)) % Lane;
        var padding = zeros([flat.shape[0], flat.shape[1], rest], dtype: x.dtype);
        return cat([flat, next, padding], 2).MoveToOuterDisposeScope();
    }
}
