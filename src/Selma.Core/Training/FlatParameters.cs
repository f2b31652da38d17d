using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Selma.Core.Training;

/// <summary>Trainable parameters in one float32 tensor: the modules' parameters become views of it.</summary>
/// <remarks>
/// One tensor makes an optimizer step, a gradient norm or a checkpoint a few calls instead of a few for each parameter.
/// Create it after the modules stand on their device, and do not replace their parameters afterwards.
/// </remarks>
public sealed class FlatParameters : IDisposable
{
    private readonly long[][] _shapes;

    /// <summary>Moves the parameters' values into one tensor.</summary>
    /// <param name="parameters">Names and float32 parameters of one device; their order is the order in the tensor.</param>
    public FlatParameters(IEnumerable<(string Name, Parameter Parameter)> parameters)
    {
        var list = parameters.ToList();
        Names = [.. list.Select(item => item.Name)];
        Parameters = [.. list.Select(item => item.Parameter)];
        _shapes = [.. Parameters.Select(parameter => parameter.shape)];
        using var scope = NewDisposeScope();
        using var frozen = no_grad();
        Values = cat([.. Parameters.Select(parameter => parameter.detach().reshape(-1))]).DetachFromDisposeScope();
        foreach (var (parameter, view) in Parameters.Zip(Views(Values)))
        {
            _ = parameter.set_(view);
        }
    }

    /// <summary>The parameters' names, in their order in <see cref="Values"/>.</summary>
    public IReadOnlyList<string> Names { get; }

    /// <summary>The parameters, each a view of <see cref="Values"/>.</summary>
    public IReadOnlyList<Parameter> Parameters { get; }

    /// <summary>All values, [N].</summary>
    public Tensor Values { get; }

    /// <summary>The trainable parameters of a module, in <c>named_parameters</c> order.</summary>
    public static FlatParameters Of(nn.Module module)
    {
        ArgumentNullException.ThrowIfNull(module);
        return new(module.named_parameters().Where(item => item.parameter.requires_grad).Select(item => (item.name, item.parameter)));
    }

    /// <summary>Cuts a flat tensor (values, gradients, moments) into views of the parameters' shapes.</summary>
    /// <param name="flat">[N]</param>
    public IReadOnlyList<Tensor> Views(Tensor flat)
    {
        ArgumentNullException.ThrowIfNull(flat);
        var views = new Tensor[_shapes.Length];
        var start = 0L;
        for (var i = 0; i < views.Length; i++)
        {
            var length = _shapes[i].Aggregate(1L, (product, size) => product * size);
            using var part = flat.narrow(0, start, length);
            views[i] = part.view(_shapes[i]);
            start += length;
        }

        return views;
    }

    /// <summary>The gradient of a loss with respect to every parameter; leaves the parameters' own <c>grad</c> alone.</summary>
    /// <param name="loss">A scalar that depends on every parameter.</param>
    /// <returns>[N]</returns>
    public Tensor Gradient(Tensor loss)
    {
        using var scope = NewDisposeScope();
        var gradients = autograd.grad([loss], [.. Parameters]);
        return cat([.. gradients.Select(gradient => gradient.reshape(-1))]).MoveToOuterDisposeScope();
    }

    /// <summary>Frees <see cref="Values"/>' handle; the parameters keep the storage alive.</summary>
    public void Dispose() => Values.Dispose();
}
