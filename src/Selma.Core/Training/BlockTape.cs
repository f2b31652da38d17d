using System.Collections.Concurrent;
using Selma.Core.Models.Layers;
using Selma.Core.Numerics;
using static TorchSharp.torch;

namespace Selma.Core.Training;

/// <summary>
/// Gradient checkpointing: keeps only what goes into each part of a network, and computes the part again when its gradient is asked for.
/// Memory falls from all activations to those of the largest part, for one more forward pass.
/// </summary>
/// <remarks>Source: Chen et al. 2016. TorchSharp has no <c>torch.utils.checkpoint</c>, so parts are differentiated one by one, the last first.</remarks>
/// <param name="parameters">What to differentiate by, wherever in the network it is.</param>
/// <param name="used">Part to the parameters in it, learnt from the first tape and shared by all tapes of a network.</param>
internal sealed class BlockTape(FlatParameters parameters, ConcurrentDictionary<int, int[]> used) : IDisposable
{
    private readonly List<Record> _records = [];
    private readonly Dictionary<Tensor, Tensor> _given = new(ReferenceEqualityComparer.Instance); // inputs that no part computed, kept alive
    private readonly HashSet<Tensor> _computed = new(ReferenceEqualityComparer.Instance);

    /// <summary>Runs a part without remembering what happens inside; a <see cref="Models.BlockRunner"/>.</summary>
    public Tensor Run(Func<Tensor[], Tensor> block, params Tensor[] inputs)
    {
        using var scope = NewDisposeScope();
        using var frozen = no_grad();
        var output = BlockedAttention.Without(() => block(inputs)).DetachFromDisposeScope();
        _records.Add(new(block, [.. inputs.Select(Keep)], output));
        _ = _computed.Add(output);
        return output;
    }

    /// <summary>The gradient by all parameters; call it once, after the last part.</summary>
    /// <param name="gradient">Gradient of the loss by the last part's output; taken over.</param>
    /// <returns>[N]</returns>
    public Tensor Gradient(Tensor gradient)
    {
        using var scope = NewDisposeScope();
        var sum = zeros_like(parameters.Values);
        var views = parameters.Views(sum);
        var gradients = new Dictionary<Tensor, Tensor>(ReferenceEqualityComparer.Instance) { [_records[^1].Output] = gradient };
        for (var i = _records.Count - 1; i >= 0; i--)
        {
            if (gradients.Remove(_records[i].Output, out var own))
            {
                Differentiate(i, own, views, gradients);
                own.Dispose();
            }

            _records[i].Output.Dispose(); // every part that took it in is done
        }

        return sum.MoveToOuterDisposeScope();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _records.ForEach(record => record.Output.Dispose());
        foreach (var tensor in _given.Values)
        {
            tensor.Dispose();
        }
    }

    private Tensor Keep(Tensor input)
    {
        if (_computed.Contains(input))
        {
            return input;
        }

        if (!_given.TryGetValue(input, out var kept))
        {
            kept = input.alias().DetachFromDisposeScope();
            _given[input] = kept;
        }

        return kept;
    }

    private void Differentiate(int part, Tensor gradient, IReadOnlyList<Tensor> views, Dictionary<Tensor, Tensor> gradients)
    {
        using var scope = NewDisposeScope();
        var record = _records[part];
        Tensor[] inputs = [.. record.Inputs.Select(input => input.detach().requires_grad_(_computed.Contains(input)))];
        var output = record.Block(inputs);
        if (!output.requires_grad)
        {
            return;
        }

        var wanted = Enumerable.Range(0, inputs.Length).Where(i => inputs[i].requires_grad).ToArray();
        var inside = used.GetValueOrDefault(part) ?? [.. Enumerable.Range(0, views.Count)];
        var found = autograd.grad(
            [output], [.. wanted.Select(i => inputs[i]), .. inside.Select(i => parameters.Parameters[i])], [gradient], allow_unused: true);
        for (var i = 0; i < wanted.Length; i++)
        {
            Add(gradients, record.Inputs[wanted[i]], found[i]);
        }

        used[part] = [.. inside.Where((_, i) => Exists(found[wanted.Length + i]))];
        using var frozen = no_grad();
        foreach (var (parameter, own) in inside.Zip(found.Skip(wanted.Length)).Where(pair => Exists(pair.Second)))
        {
            _ = views[parameter].PlusInPlace(own);
        }
    }

    private static bool Exists(Tensor? gradient) => gradient is { IsInvalid: false };

    private static void Add(Dictionary<Tensor, Tensor> gradients, Tensor input, Tensor? part)
    {
        if (part is null || !Exists(part))
        {
            return;
        }

        var sum = gradients.TryGetValue(input, out var before) ? before.Plus(part) : part;
        gradients[input] = sum.MoveToOuterDisposeScope();
        before?.Dispose();
    }

    /// <summary>A part that was run.</summary>
    private sealed record Record(Func<Tensor[], Tensor> Block, Tensor[] Inputs, Tensor Output);
}
