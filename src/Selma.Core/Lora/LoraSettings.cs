namespace Selma.Core.Lora;

/// <summary>The shape of an adapter; the defaults are the paper's (section 4.3) and those of its training scripts.</summary>
public sealed record LoraSettings
{
    /// <summary>Rank r of the update, from 1.</summary>
    public int Rank { get; init; } = 128;

    /// <summary>The update is scaled by alpha / rank.</summary>
    public double Alpha { get; init; } = 128;

    /// <summary>Ends of the paths of linear layers to adapt: all projections of self- and cross-attention.</summary>
    public IReadOnlyList<string> TargetModules { get; init; } = ["to_q", "to_k", "to_v", "to_out.0"];

    /// <summary>alpha / rank.</summary>
    internal double Scale => Alpha / Rank;

    /// <summary>Whether the layer at a path is one to adapt.</summary>
    internal bool Matches(string path) => TargetModules.Any(target =>
        path == target || (path.EndsWith(target, StringComparison.Ordinal) && path[^(target.Length + 1)] == '.'));
}
