using Selma.Core.Models.Text;

namespace Selma.Core.Models.Memory;

/// <summary>A pass through a text encoder, all of whose states are kept; mirrors <see cref="ClipTextModel"/>.</summary>
internal static class TextRehearsal
{
    /// <summary>Runs it.</summary>
    /// <param name="pass">Counts.</param>
    /// <param name="config">The network's shape.</param>
    /// <param name="items">Texts.</param>
    public static void Run(Rehearsal pass, ClipTextConfig config, long items)
    {
        pass.Weigh((config.VocabSize + config.MaxPositions) * config.HiddenSize);
        _ = pass.Scope(() =>
        {
            var h = pass.New(pass.Given(items, config.HiddenSize, config.MaxPositions));
            for (var layer = 0; layer < config.Layers; layer++)
            {
                h = Layer(pass, config, h);
            }

            h = pass.Norm(h);
            pass.Weigh((config.ProjectionDim ?? 0) * config.HiddenSize);
            return h;
        });
    }

    private static Shadow Layer(Rehearsal pass, ClipTextConfig config, Shadow x) => pass.Scope(() =>
    {
        var h = pass.Plus(x, Attention(pass, config, pass.Norm(x)));
        return pass.Plus(h, pass.Scope(() =>
        {
            var inner = pass.Linear(pass.Norm(h), config.IntermediateSize);
            return pass.Linear(pass.Map(pass.Map(inner)), config.HiddenSize);
        }));
    });

    private static Shadow Attention(Rehearsal pass, ClipTextConfig config, Shadow x) => pass.Scope(() =>
    {
        var (q, k, v) = (pass.Linear(x, x.Channels), pass.Linear(x, x.Channels), pass.Linear(x, x.Channels));
        return pass.Linear(pass.Map(pass.Attend(q, k, v, config.Heads)), x.Channels);
    });
}
