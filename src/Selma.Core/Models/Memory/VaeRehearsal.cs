namespace Selma.Core.Models.Memory;

/// <summary>A pass through one half of the autoencoder; mirrors <see cref="Vae"/>.</summary>
internal static class VaeRehearsal
{
    /// <summary>Images to moments.</summary>
    /// <param name="pass">Counts.</param>
    /// <param name="config">The network's shape.</param>
    /// <param name="items">Images.</param>
    /// <param name="size">Their height and width in pixels.</param>
    public static void Encode(Rehearsal pass, VaeConfig config, long items, (long Height, long Width) size) => pass.Scope(() =>
    {
        var channels = config.BlockOutChannels;
        var h = pass.Convolve(pass.New(pass.Given(items, config.InChannels, size.Height, size.Width)), channels[0]);
        for (var level = 0; level < channels.Count; level++)
        {
            h = Level(pass, h, channels[level], config.LayersPerBlock, level < channels.Count - 1 ? Shrink : null);
        }

        h = pass.Convolve(pass.Activate(pass.Norm(Middle(pass, h))), 2 * config.LatentChannels);
        return pass.Convolve(h, h.Channels, kernel: 1);
    });

    /// <summary>Latents to images.</summary>
    /// <param name="pass">Counts.</param>
    /// <param name="config">The network's shape.</param>
    /// <param name="items">Images.</param>
    /// <param name="size">Their height and width in pixels.</param>
    public static void Decode(Rehearsal pass, VaeConfig config, long items, (long Height, long Width) size) => pass.Scope(() =>
    {
        var channels = config.BlockOutChannels;
        var latents = pass.Given(items, config.LatentChannels, size.Height / config.Downscale, size.Width / config.Downscale);
        var h = Middle(pass, pass.Convolve(pass.Convolve(latents, config.LatentChannels, kernel: 1), channels[^1]));
        for (var level = channels.Count - 1; level >= 0; level--)
        {
            h = Level(pass, h, channels[level], config.LayersPerBlock + 1, level > 0 ? Grow : null);
        }

        return pass.Convolve(pass.Activate(pass.Norm(h)), config.OutChannels);
    });

    private static Shadow Level(Rehearsal pass, Shadow h, long channels, int layers, Func<Rehearsal, Shadow, Shadow>? resize) => pass.Scope(() =>
    {
        for (var layer = 0; layer < layers; layer++)
        {
            h = pass.Resnet(h, channels);
        }

        return resize is null ? h : resize(pass, h);
    });

    private static Shadow Shrink(Rehearsal pass, Shadow x) => pass.Scope(() =>
        pass.Convolve(pass.New(x with { Height = x.Height + 1, Width = x.Width + 1 }), x.Channels, size: (x.Height / 2, x.Width / 2)));

    private static Shadow Grow(Rehearsal pass, Shadow x) => pass.Enlarge(x, (2 * x.Height, 2 * x.Width));

    private static Shadow Middle(Rehearsal pass, Shadow h) => pass.Scope(() =>
        pass.Resnet(Attention(pass, pass.Resnet(h, h.Channels)), h.Channels));

    private static Shadow Attention(Rehearsal pass, Shadow x) => pass.Scope(() =>
    {
        var tokens = pass.Norm(x);
        var (q, k, v) = (pass.Linear(tokens, x.Channels), pass.Linear(tokens, x.Channels), pass.Linear(tokens, x.Channels));
        return pass.Plus(x, pass.Linear(pass.Attend(q, k, v, 1), x.Channels));
    });
}
