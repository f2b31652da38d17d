namespace Selma.Core.Models.Memory;

/// <summary>How much memory a model's networks need at most, in bytes, the process's own excepted.</summary>
/// <remarks>
/// What is in memory is counted exactly (<see cref="Rehearsal"/>); what the heap takes for it was measured, since freed blocks that lie
/// between blocks in use do not fit what comes next: <c>benchmarks/Selma.Benchmarks memory</c>, table in docs/experiments.md.
/// </remarks>
/// <param name="shape">The networks.</param>
/// <param name="dtype">Their type: <c>float32</c>, <c>bfloat16</c> or <c>float16</c>.</param>
internal sealed class ModelMemory(ModelShape shape, string dtype)
{
    /// <summary>What the heap takes for the denoising network's activations, measured 1.2 to 1.3.</summary>
    private const double UNetHeap = 1.3;

    /// <summary>The same for the autoencoder, whose few tensors are large, measured 1.5 to 1.7.</summary>
    private const double VaeHeap = 1.7;
    private const long Float32 = 4;
    private readonly int _size = dtype == "float32" ? 4 : 2;
    private readonly int _vaeSize = dtype == "float32" || (dtype == "float16" && shape.Vae.ForceUpcast) ? 4 : 2; // where float16 is too narrow

    /// <summary>All weights.</summary>
    public long Weights => (_size * (UNetWeights + TextWeights)) + (_vaeSize * VaeWeights);

    /// <summary>Numbers in the denoising network's weights.</summary>
    public long UNetWeights => UNet(PassKind.Draw, 1, 0, (shape.LatentSize, shape.LatentSize)).Weights;

    /// <summary>Numbers in the text encoders' weights.</summary>
    public long TextWeights => Texts(1).Weights;

    /// <summary>Numbers in the autoencoder's weights.</summary>
    public long VaeWeights => Vae(VaeRehearsal.Encode, 1, (8, 8)).Weights + Vae(VaeRehearsal.Decode, 1, (8, 8)).Weights;

    /// <summary>Drawing: text encoders, then the denoising network, then the autoencoder, and never two of them.</summary>
    /// <param name="images">Images of a batch.</param>
    /// <param name="guided">Whether each is predicted twice a step.</param>
    /// <param name="size">Height and width in pixels.</param>
    /// <param name="tiled">Whether large images are decoded in tiles.</param>
    /// <param name="workers">Batches drawn at the same time.</param>
    public long Draw(int images, bool guided, (long Height, long Width) size, bool tiled, int workers) => Math.Max(
        Steps(guided ? 2 * images : images, size, workers),
        Math.Max(Decode(VaeBatch.Of(images, size.Height, size.Width), tiled ? Tile(size) : size, workers), Weights + (workers * Texts(images).Peak)));

    /// <summary>Steps of the denoising network.</summary>
    /// <param name="items">Items of a batch.</param>
    /// <param name="size">Height and width in pixels.</param>
    /// <param name="workers">Batches at the same time.</param>
    public long Steps(int items, (long Height, long Width) size, int workers) =>
        Weights + (workers * (long)(UNetHeap * UNet(PassKind.Draw, items, 0, Latent(size)).Peak));

    /// <summary>Decoding images.</summary>
    /// <param name="images">Images at once.</param>
    /// <param name="size">Height and width in pixels.</param>
    /// <param name="workers">Threads that decode.</param>
    public long Decode(int images, (long Height, long Width) size, int workers) =>
        Weights + (workers * (long)(VaeHeap * Vae(VaeRehearsal.Decode, images, size).Peak));

    /// <summary>Encoding the pairs that an expert is trained on.</summary>
    /// <param name="pairs">Images and prompts.</param>
    /// <param name="flips">Whether images are encoded mirrored, too.</param>
    /// <param name="batch">Pairs encoded together, where images are small.</param>
    /// <param name="tiled">Whether large images are encoded in tiles.</param>
    /// <param name="threads">Batches encoded at the same time.</param>
    public long Encode(long pairs, bool flips, int batch, bool tiled, int threads)
    {
        var size = (shape.ImageSize, shape.ImageSize);
        var together = VaeBatch.Of(batch, shape.ImageSize, shape.ImageSize);
        var images = VaeHeap * Vae(VaeRehearsal.Encode, together, tiled ? Tile(size) : size).Peak;
        return Weights + (2 * Cache(pairs, flips)) + (threads * (long)Math.Max(images, Texts(batch).Peak)); // batches, and all in one
    }

    /// <summary>Training an adapter on pairs that are encoded.</summary>
    /// <param name="pairs">Images and prompts.</param>
    /// <param name="flips">Whether images are there mirrored, too.</param>
    /// <param name="rank">The adapter's.</param>
    /// <param name="batch">Images of a micro-batch.</param>
    /// <param name="threads">Micro-batches computed at the same time.</param>
    /// <param name="recompute">Whether activations are computed twice (gradient checkpointing).</param>
    public long Train(long pairs, bool flips, long rank, int batch, int threads, bool recompute)
    {
        var pass = UNet(recompute ? PassKind.Recompute : PassKind.Train, batch, rank, Latent((shape.ImageSize, shape.ImageSize)));
        return Weights + Cache(pairs, flips) + Adapter(pass.Adapter, threads, recompute) + (threads * (long)(UNetHeap * pass.Peak));
    }

    /// <summary>
    /// Learning a weight for each of several adapters at each layer: one copy of their factors in float32, which are frozen, and the files'
    /// own beside it while it is made. The weights themselves, a few thousand numbers, are not counted.
    /// </summary>
    /// <param name="pairs">Images and prompts.</param>
    /// <param name="rank">The adapters' ranks, added up.</param>
    /// <param name="batch">Images of a micro-batch.</param>
    /// <param name="threads">Micro-batches computed at the same time.</param>
    /// <param name="recompute">Whether activations are computed twice (gradient checkpointing).</param>
    public long Mix(long pairs, long rank, int batch, int threads, bool recompute)
    {
        var pass = UNet(recompute ? PassKind.Recompute : PassKind.Train, batch, rank, Latent((shape.ImageSize, shape.ImageSize)), isMixture: true);
        var factors = Float32 * pass.Adapter;
        return Weights + Cache(pairs, flips: false) + factors + Math.Max(factors, threads * (long)(UNetHeap * pass.Peak));
    }

    /// <summary>A pass through the text encoders.</summary>
    /// <param name="items">Texts.</param>
    public Rehearsal Texts(long items)
    {
        var pass = new Rehearsal(PassKind.Draw, _size);
        TextRehearsal.Run(pass, shape.Text, items);
        if (shape.Text2 is { } second)
        {
            TextRehearsal.Run(pass, second, items);
        }

        return pass;
    }

    /// <summary>A pass through the denoising network.</summary>
    /// <param name="kind">What it is for.</param>
    /// <param name="items">Items of the batch.</param>
    /// <param name="rank">Rank of the adapter beside it; 0 for none.</param>
    /// <param name="latent">Height and width of the latents.</param>
    /// <param name="isMixture">Whether the adapter is frozen but for weights of its parts.</param>
    public Rehearsal UNet(PassKind kind, long items, long rank, (long Height, long Width) latent, bool isMixture = false)
    {
        var pass = new Rehearsal(kind, _size, rank, isMixture);
        UNetRehearsal.Run(pass, shape.UNet, items, latent, shape.Tokens);
        return pass;
    }

    /// <summary>
    /// An adapter's float32 numbers. Each of these is made when the heap has no hole for it: the factors as drawn and as parameters (2.5
    /// copies, A being half), then flat as values, two moments and the best candidate, a sum of gradients and the update's root; and on
    /// each thread its gradient, which without recomputing is there in pieces, too.
    /// </summary>
    private static long Adapter(long numbers, int threads, bool recompute) =>
        (long)(Float32 * numbers * (2.5 + 4 + 2 + (threads * (recompute ? 1 : 2))));

    /// <summary>Mean and log-variance of each image's latents, and the states of its text.</summary>
    private long Cache(long pairs, bool flips) =>
        (pairs * (flips ? 2 : 1) * 2 * Float32 * shape.Vae.LatentChannels * shape.LatentSize * shape.LatentSize)
        + (pairs * shape.Tokens * shape.UNet.CrossAttentionDim * _size);

    private (long Height, long Width) Latent((long Height, long Width) size) => (size.Height / shape.Vae.Downscale, size.Width / shape.Vae.Downscale);

    private (long Height, long Width) Tile((long Height, long Width) size) =>
        (Math.Min(size.Height, shape.Vae.SampleSize), Math.Min(size.Width, shape.Vae.SampleSize));

    private Rehearsal Vae(Action<Rehearsal, VaeConfig, long, (long Height, long Width)> run, long items, (long Height, long Width) image)
    {
        var pass = new Rehearsal(PassKind.Draw, _vaeSize);
        run(pass, shape.Vae, items, image);
        return pass;
    }
}
