namespace Selma.Core.Models.Memory;

/// <summary>As <see cref="RehearsedLayers"/>, the transformers of the denoising network.</summary>
internal static class RehearsedTransformer
{
    /// <summary>Transformer blocks over the positions of a map, between two projections.</summary>
    public static Shadow Transformer(this Rehearsal pass, UNetConfig config, int level, Shadow x, Shadow context) => pass.Scope(() =>
    {
        var h = Project(pass, config, pass.Norm(x));
        for (var layer = 0L; layer < config.TransformerLayers[level]; layer++)
        {
            h = Block(pass, h, context, config.Heads[level]);
        }

        return config.UseLinearProjection
            ? pass.Plus(pass.Map(Project(pass, config, h)), x) // tokens in the order of a map
            : pass.Plus(Project(pass, config, pass.Map(h)), x);
    });

    private static Shadow Project(Rehearsal pass, UNetConfig config, Shadow x) => config.UseLinearProjection
        ? pass.Linear(x, x.Channels)
        : pass.Convolve(x, x.Channels, kernel: 1);

    private static Shadow Block(Rehearsal pass, Shadow tokens, Shadow context, long heads) => pass.Scope(() =>
    {
        var normed = pass.Norm(tokens);
        var h = pass.Plus(tokens, Attention(pass, normed, normed, heads));
        h = pass.Plus(h, Attention(pass, pass.Norm(h), context, heads));
        return pass.Plus(h, FeedForward(pass, pass.Norm(h)));
    });

    private static Shadow Attention(Rehearsal pass, Shadow tokens, Shadow context, long heads) => pass.Scope(() =>
    {
        var q = pass.AdaptedLinear(tokens, tokens.Channels);
        var k = pass.AdaptedLinear(context, tokens.Channels);
        var v = pass.AdaptedLinear(context, tokens.Channels);
        var merged = pass.Map(pass.Attend(q, k, v, heads));
        return pass.AdaptedLinear(merged, tokens.Channels, bias: true);
    });

    /// <summary>Two halves of one tensor are multiplied, so that all of it is saved, and the activated half once more.</summary>
    private static Shadow FeedForward(Rehearsal pass, Shadow x) => pass.Scope(() =>
    {
        var halves = pass.Linear(x, 8 * x.Channels);
        var gate = pass.New(halves with { Channels = 4 * x.Channels });
        pass.Save(halves, halves.NeedsGradient);
        pass.Save(gate, gate.NeedsGradient);
        return pass.Linear(pass.Map(gate), x.Channels);
    });
}
