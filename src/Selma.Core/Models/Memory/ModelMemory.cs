namespace Selma.Core.Models.Memory;

/// <summary>How much memory a model's networks need, in bytes.</summary>
/// <param name="shape">The networks.</param>
/// <param name="size">Bytes of a number in their type.</param>
internal sealed class ModelMemory(ModelShape shape, int size)
{
    /// <summary>Bytes of a number in the autoencoder: where float16 is too narrow for it, it runs in float32.</summary>
    public int VaeSize { get; init; } = size;

    /// <summary>All weights.</summary>
    public long Weights => (size * (UNetWeights + Texts(1).Weights)) + (VaeSize * VaeWeights);

    /// <summary>Numbers in the denoising network's weights.</summary>
    public long UNetWeights => UNet(PassKind.Draw, 1, 0, (shape.LatentSize, shape.LatentSize)).Weights;

    /// <summary>Numbers in the autoencoder's weights.</summary>
    public long VaeWeights => Vae(VaeRehearsal.Encode, 1, (shape.ImageSize, shape.ImageSize)).Weights + Vae(VaeRehearsal.Decode, 1, (shape.ImageSize, shape.ImageSize)).Weights;

    /// <summary>A pass through the text encoders.</summary>
    /// <param name="items">Texts.</param>
    public Rehearsal Texts(long items)
    {
        var pass = new Rehearsal(PassKind.Draw, size);
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
    public Rehearsal UNet(PassKind kind, long items, long rank, (long Height, long Width) latent)
    {
        var pass = new Rehearsal(kind, size, rank);
        UNetRehearsal.Run(pass, shape.UNet, items, latent, shape.Tokens);
        return pass;
    }

    /// <summary>A pass that decodes images.</summary>
    public Rehearsal Decode(long items, (long Height, long Width) image) => Vae(VaeRehearsal.Decode, items, image);

    /// <summary>A pass that encodes images.</summary>
    public Rehearsal Encode(long items, (long Height, long Width) image) => Vae(VaeRehearsal.Encode, items, image);

    private Rehearsal Vae(Action<Rehearsal, VaeConfig, long, (long Height, long Width)> run, long items, (long Height, long Width) image)
    {
        var pass = new Rehearsal(PassKind.Draw, VaeSize);
        run(pass, shape.Vae, items, image);
        return pass;
    }
}
