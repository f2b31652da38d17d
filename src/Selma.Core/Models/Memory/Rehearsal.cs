namespace Selma.Core.Models.Memory;

/// <summary>A pass through a network without numbers: counts weights, and what is in memory when.</summary>
/// <remarks>
/// It follows two owners as the real pass does: dispose scopes, which free all that was made in them but their result, and autograd, which
/// holds what an operation saved until the backward pass. Loads no libtorch.
/// </remarks>
/// <param name="kind">What the pass is for.</param>
/// <param name="size">Bytes of a number in the network's type.</param>
/// <param name="rank">Rank of the adapter; 0 for none.</param>
/// <param name="isMixture">Whether the adapter is frozen but for weights of its parts: <see cref="Lora.LoraMixture"/>.</param>
internal sealed class Rehearsal(PassKind kind, int size, long rank = 0, bool isMixture = false)
{
    private readonly HashSet<Shadow> _saved = [];
    private readonly List<(Shadow[] Inputs, Shadow Output, long Peak)> _parts = [];
    private List<Shadow> _scope = [];
    private long _live;

    /// <summary>Numbers in the network's weights.</summary>
    public long Weights { get; private set; }

    /// <summary>Numbers in the adapter's factors.</summary>
    public long Adapter { get; private set; }

    /// <summary>The most bytes that were in memory at once, weights excepted.</summary>
    public long Peak { get; private set; }

    /// <summary>Bytes held until the backward pass.</summary>
    public long Saved => _saved.Sum(tensor => tensor.Bytes);

    /// <summary>Bytes of a number.</summary>
    public int Size => size;

    /// <summary>Rank of the adapter.</summary>
    public long Rank => rank;

    /// <summary>Whether the adapter is frozen but for a weight of each of its parts.</summary>
    public bool IsMixture => isMixture;

    /// <summary>Counts weights.</summary>
    public void Weigh(long numbers) => Weights += numbers;

    /// <summary>Counts an adapter's factors.</summary>
    public void Adapt(long numbers) => Adapter += numbers;

    /// <summary>What comes from outside the pass and is counted there.</summary>
    public Shadow Given(long items, long channels, long height, long width = 1) => new(items, channels, height, width, size);

    /// <summary>A new tensor in the present scope.</summary>
    public Shadow New(Shadow tensor)
    {
        _scope.Add(tensor);
        _live += tensor.Bytes;
        Touch(0);
        return tensor;
    }

    /// <summary>Memory that an operation takes for itself and gives back.</summary>
    public void Touch(long bytes) => Peak = Math.Max(Peak, _live + bytes);

    /// <summary>Autograd holds a tensor, if a gradient passes here.</summary>
    public void Save(Shadow tensor, bool passes)
    {
        if (passes && kind == PassKind.Train)
        {
            _ = _saved.Add(tensor);
        }
    }

    /// <summary>A dispose scope: its result moves to the scope around it.</summary>
    public Shadow Scope(Func<Shadow> body)
    {
        var (outer, inner) = (_scope, new List<Shadow>());
        _scope = inner;
        var result = body();
        _scope = outer;
        if (inner.Remove(result))
        {
            outer.Add(result);
        }

        _live -= inner.Where(tensor => !_saved.Contains(tensor)).Sum(tensor => tensor.Bytes);
        return result;
    }

    /// <summary>A part of a network, as a <see cref="BlockRunner"/> runs it.</summary>
    public Shadow Part(Func<Rehearsal, Shadow[], Shadow> body, params Shadow[] inputs)
    {
        if (kind != PassKind.Recompute)
        {
            return body(this, inputs);
        }

        var output = Scope(() => body(this, inputs));
        var again = new Rehearsal(PassKind.Train, size, rank, isMixture);
        _ = again.Scope(() => body(again, [.. inputs.Select(input => input with { NeedsGradient = _parts.Exists(part => part.Output == input) })]));
        _parts.Add((inputs, output, again.Peak));
        return output;
    }

    /// <summary>The backward pass of <see cref="PassKind.Recompute"/>: the last part first, its output is freed when it is done.</summary>
    public void Return()
    {
        var gradients = new HashSet<Shadow>();
        foreach (var (inputs, output, peak) in Enumerable.Reverse(_parts))
        {
            _ = gradients.Add(output);
            gradients.UnionWith(inputs.Where(input => _parts.Exists(part => part.Output == input)));
            Touch(peak + gradients.Sum(gradient => gradient.Bytes));
            _ = gradients.Remove(output);
            _live -= output.Bytes;
        }
    }
}
