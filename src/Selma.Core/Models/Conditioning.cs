using static TorchSharp.torch;

namespace Selma.Core.Models;

/// <summary>What a denoising network is told beside latent and timestep.</summary>
/// <param name="Context">The text encoders' states, [B, T, D].</param>
/// <param name="Pooled">SDXL: the second encoder's vector of the whole text, [B, P]; else null.</param>
/// <param name="TimeIds">SDXL: sizes and crop as <see cref="MicroConditioning.Ids"/> gives them, [B, 6], float32; else null.</param>
public sealed record Conditioning(Tensor Context, Tensor? Pooled = null, Tensor? TimeIds = null)
{
    /// <summary>How many items.</summary>
    public long Count => Context.shape[0];

    /// <summary>Two batches, one behind the other.</summary>
    public static Conditioning Join(Conditioning first, Conditioning second)
    {
        ArgumentNullException.ThrowIfNull(first);
        ArgumentNullException.ThrowIfNull(second);
        return new(cat([first.Context, second.Context]), Join(first.Pooled, second.Pooled), Join(first.TimeIds, second.TimeIds));
    }

    /// <summary>One item, <paramref name="count"/> times.</summary>
    public Conditioning Expand(long count) =>
        new(Context.expand(count, -1, -1), Pooled?.expand(count, -1), TimeIds?.expand(count, -1));

    /// <summary>The same shapes, all zero, but for the time ids: SDXL's conditioning without a prompt.</summary>
    public Conditioning Empty() => this with { Context = zeros_like(Context), Pooled = Pooled is null ? null : zeros_like(Pooled) };

    /// <summary>Moves the tensors to the surrounding dispose scope.</summary>
    public Conditioning MoveToOuterDisposeScope()
    {
        _ = Context.MoveToOuterDisposeScope();
        _ = Pooled?.MoveToOuterDisposeScope();
        _ = TimeIds?.MoveToOuterDisposeScope();
        return this;
    }

    private static Tensor? Join(Tensor? first, Tensor? second) => first is null || second is null ? null : cat([first, second]);
}
