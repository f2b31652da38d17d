using Selma.Core.Models.Hub;

namespace Selma.Core.Experiments;

/// <summary>A text-to-image model: a folder, a single file, or a model of the hub.</summary>
/// <param name="Name">A row of <c>models.yaml</c>, the folder's or file's name, or the hub's id.</param>
/// <param name="Folder">The folder in diffusers' layout; of a single file or a hub's model it is known once the build has settled where it lies.</param>
public sealed record ModelSource(string Name, string Folder)
{
    /// <summary>The variant of the weights that is preferred, <c>fp16</c>; null for none.</summary>
    public string? Variant { get; init; }

    /// <summary>The model's ids on the hub: the first that is there is taken. Empty for a model on this disk.</summary>
    public IReadOnlyList<HubModelId> Hub { get; init; } = [];

    /// <summary>What others call the model: its id on the hub where it has one, otherwise its name.</summary>
    public string Id => Hub is [var first, ..] ? first.Name : Name;

    /// <summary>The single file that holds the model's weights; null for a folder.</summary>
    public string? Checkpoint { get; init; }

    /// <summary>What a single file's network predicts, <c>epsilon</c> or <c>v_prediction</c>; null where the file itself decides.</summary>
    public string? PredictionType { get; init; }

    /// <summary>Where a single file's tokenizer is: a folder, or an id of the hub.</summary>
    public string Tokenizer { get; init; } = "openai/clip-vit-large-patch14";

    /// <summary>What <c>selma.lock</c> says of a hub's model, once the build has settled it.</summary>
    internal LockedModel? Locked { get; init; }

    /// <summary>Whether the model is the same and comes from the same place.</summary>
    public bool Equals(ModelSource? other) => other is not null
        && (Name, Folder, Variant, Checkpoint, PredictionType, Tokenizer) ==
            (other.Name, other.Folder, other.Variant, other.Checkpoint, other.PredictionType, other.Tokenizer)
        && Hub.SequenceEqual(other.Hub);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Name, Folder, Variant, Checkpoint);
}
