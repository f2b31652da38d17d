namespace Selma.Core.Models.Memory;

/// <summary>What operations and layers make and save; each mirrors the layer of its name, and libtorch 2.10's <c>derivatives.yaml</c>.</summary>
internal static class RehearsedLayers
{
    private const int Float32 = 4;

    /// <summary>An operation whose result has the shape of its input and whose backward pass needs nothing.</summary>
    public static Shadow Map(this Rehearsal pass, Shadow x) => pass.New(x with { });

    /// <summary>A sum.</summary>
    public static Shadow Plus(this Rehearsal pass, Shadow x, Shadow y) => pass.New(x with { NeedsGradient = x.NeedsGradient || y.NeedsGradient });

    /// <summary>An activation function: the backward pass needs its input.</summary>
    public static Shadow Activate(this Rehearsal pass, Shadow x)
    {
        pass.Save(x, x.NeedsGradient);
        return pass.Map(x);
    }

    /// <summary>Group or layer norm with scale and shift: the backward pass needs its input.</summary>
    public static Shadow Norm(this Rehearsal pass, Shadow x)
    {
        pass.Weigh(2 * x.Channels);
        return pass.Activate(x);
    }

    /// <summary>
    /// A convolution. libtorch has one formula for all its gradients, so it saves the input though the weight is frozen. oneDNN works on
    /// copies of input, output and weight in an order of its own.
    /// </summary>
    public static Shadow Convolve(this Rehearsal pass, Shadow x, long channels, long kernel = 3, (long Height, long Width)? size = null)
    {
        var weight = x.Channels * channels * kernel * kernel;
        pass.Weigh(weight + channels);
        var (height, width) = size ?? (x.Height, x.Width);
        var y = pass.New(x with { Channels = channels, Height = height, Width = width });
        if (kernel > 1)
        {
            pass.Save(x, x.NeedsGradient);
            pass.Touch(x.Bytes + y.Bytes + (weight * x.Size));
        }

        return y;
    }

    /// <summary>A linear layer over channels: nothing of it is saved, as the weight is frozen.</summary>
    public static Shadow Linear(this Rehearsal pass, Shadow x, long width, bool bias = true)
    {
        pass.Weigh((x.Channels * width) + (bias ? width : 0));
        return pass.New(x with { Channels = width });
    }

    /// <summary>
    /// A linear layer with its low-rank branch in float32, which saves what each of its two factors reads. Where the factors are frozen, it
    /// saves only what their weights multiply.
    /// </summary>
    public static Shadow AdaptedLinear(this Rehearsal pass, Shadow x, long width, bool bias = false)
    {
        var y = pass.Linear(x, width, bias);
        if (pass.Rank == 0)
        {
            return y;
        }

        pass.Adapt(pass.Rank * (x.Channels + width));
        return pass.Scope(() =>
        {
            var input = x.Size == Float32 ? x : pass.New(x with { Size = Float32 }); // a copy for each layer, though three read the same
            var inner = pass.New(input with { Channels = pass.Rank });
            pass.Save(input, !pass.IsMixture);
            pass.Save(inner, true);
            _ = pass.IsMixture ? pass.Map(inner) : inner;
            var update = pass.New(input with { Channels = width });
            _ = x.Size == Float32 ? update : pass.New(update with { Size = x.Size });
            return pass.New(y with { NeedsGradient = true });
        });
    }

    /// <summary>Attention by libtorch's flash kernel, which saves queries, keys, values, result and a float32 number for each query and head.</summary>
    public static Shadow Attend(this Rehearsal pass, Shadow q, Shadow k, Shadow v, long heads)
    {
        var attended = pass.Map(q);
        var sums = pass.New(q with { Channels = heads, Size = Float32 });
        foreach (var tensor in new[] { q, k, v, attended, sums })
        {
            pass.Save(tensor, q.NeedsGradient);
        }

        return attended;
    }

    /// <summary>Two convolutions behind norm and SiLU; the timestep's vector is too small to count.</summary>
    public static Shadow Resnet(this Rehearsal pass, Shadow x, long channels, long timeWidth = 0) => pass.Scope(() =>
    {
        var h = pass.Convolve(pass.Activate(pass.Norm(x)), channels);
        if (timeWidth > 0)
        {
            pass.Weigh((timeWidth * channels) + channels);
            h = pass.Map(h);
        }

        h = pass.Convolve(pass.Activate(pass.Norm(h)), channels);
        return pass.Plus(x.Channels == channels ? x : pass.Convolve(x, channels, kernel: 1), h);
    });

    /// <summary>Halves height and width, rounding up.</summary>
    public static Shadow Halve(this Rehearsal pass, Shadow x) => pass.Convolve(x, x.Channels, size: ((x.Height + 1) / 2, (x.Width + 1) / 2));

    /// <summary>Enlarges by repetition, then convolves.</summary>
    public static Shadow Enlarge(this Rehearsal pass, Shadow x, (long Height, long Width) size) => pass.Scope(
        () => pass.Convolve(pass.New(x with { Height = size.Height, Width = size.Width }), x.Channels));
}
