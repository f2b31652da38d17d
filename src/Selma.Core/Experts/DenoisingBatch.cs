using Selma.Core.Models;
using static TorchSharp.torch;

namespace Selma.Core.Experts;

/// <summary>What one pass through the network is trained on.</summary>
/// <param name="Latent">[B, 4, h, w], scaled, without noise.</param>
/// <param name="Noise">As <paramref name="Latent"/>.</param>
/// <param name="Timesteps">B numbers in 0..999.</param>
/// <param name="Conditioning">What the network is told beside, B items.</param>
/// <param name="Share">Its share of the update's loss; the shares of an update usually add up to 1.</param>
internal sealed record DenoisingBatch(Tensor Latent, Tensor Noise, IReadOnlyList<int> Timesteps, Conditioning Conditioning, double Share);
