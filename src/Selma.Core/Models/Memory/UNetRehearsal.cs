namespace Selma.Core.Models.Memory;

/// <summary>A pass through the denoising network; mirrors <see cref="UNet"/>.</summary>
internal static class UNetRehearsal
{
    /// <summary>Runs it.</summary>
    /// <param name="pass">Counts.</param>
    /// <param name="config">The network's shape.</param>
    /// <param name="items">Items of the batch; two for an image that is guided.</param>
    /// <param name="size">Height and width of the latents.</param>
    /// <param name="tokens">Length of the context.</param>
    public static void Run(Rehearsal pass, UNetConfig config, long items, (long Height, long Width) size, long tokens)
    {
        var timeWidth = Time(pass, config);
        var context = pass.Given(items, config.CrossAttentionDim, tokens);
        _ = pass.Scope(() =>
        {
            var h = pass.Part((own, x) => own.Convolve(x[0], config.BlockOutChannels[0]), pass.Given(items, config.InChannels, size.Height, size.Width));
            var skips = new Stack<Shadow>([h]);
            for (var level = 0; level < config.BlockOutChannels.Count; level++)
            {
                h = Down(pass, config, level, timeWidth, h, context, skips);
            }

            h = Middle(pass, config, timeWidth, h, context);
            for (var step = 0; step < config.BlockOutChannels.Count; step++)
            {
                h = Up(pass, config, step, timeWidth, h, context, skips);
            }

            return pass.Part((own, x) => own.Convolve(own.Activate(own.Norm(x[0])), config.OutChannels), h);
        });
        pass.Return();
    }

    /// <summary>The embeddings of the timestep and of SDXL's sizes: weights, and activations too small to count.</summary>
    private static long Time(Rehearsal pass, UNetConfig config)
    {
        var width = 4 * config.BlockOutChannels[0];
        long[] inputs = config.AdditionTimeEmbedDim > 0
            ? [config.BlockOutChannels[0], config.ProjectionClassEmbeddingsInputDim]
            : [config.BlockOutChannels[0]];
        pass.Weigh(inputs.Sum(input => ((input + 1) * width) + ((width + 1) * width)));
        return width;
    }

    private static Shadow Down(Rehearsal pass, UNetConfig config, int level, long timeWidth, Shadow h, Shadow context, Stack<Shadow> skips)
    {
        var channels = config.BlockOutChannels[level];
        for (var layer = 0; layer < config.LayersPerBlock; layer++)
        {
            h = pass.Part((own, x) => own.Resnet(x[0], channels, timeWidth), h);
            h = config.DownAttention[level] ? pass.Part((own, x) => own.Transformer(config, level, x[0], x[1]), h, context) : h;
            skips.Push(h);
        }

        if (level < config.BlockOutChannels.Count - 1)
        {
            h = pass.Part((own, x) => own.Halve(x[0]), h);
            skips.Push(h);
        }

        return h;
    }

    private static Shadow Middle(Rehearsal pass, UNetConfig config, long timeWidth, Shadow h, Shadow context)
    {
        var last = config.BlockOutChannels.Count - 1;
        h = pass.Part((own, x) => own.Resnet(x[0], x[0].Channels, timeWidth), h);
        h = pass.Part((own, x) => own.Transformer(config, last, x[0], x[1]), h, context);
        return pass.Part((own, x) => own.Resnet(x[0], x[0].Channels, timeWidth), h);
    }

    private static Shadow Up(Rehearsal pass, UNetConfig config, int step, long timeWidth, Shadow h, Shadow context, Stack<Shadow> skips)
    {
        var level = config.BlockOutChannels.Count - 1 - step;
        var channels = config.BlockOutChannels[level];
        for (var layer = 0; layer <= config.LayersPerBlock; layer++)
        {
            h = pass.Part((own, x) => own.Resnet(Join(own, x[0], x[1]), channels, timeWidth), h, skips.Pop());
            h = config.UpAttention[step] ? pass.Part((own, x) => own.Transformer(config, level, x[0], x[1]), h, context) : h;
        }

        return level > 0 ? pass.Part((own, x) => own.Enlarge(x[0], (skips.Peek().Height, skips.Peek().Width)), h) : h;
    }

    private static Shadow Join(Rehearsal pass, Shadow x, Shadow y) =>
        pass.New(x with { Channels = x.Channels + y.Channels, NeedsGradient = x.NeedsGradient || y.NeedsGradient });
}
