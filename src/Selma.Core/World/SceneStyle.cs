namespace Selma.Core.World;

/// <summary>The kinds of prompt that the world knows, named as the paper's five skills.</summary>
/// <remarks>Source: paper, section 4.1 (the datasets that the skills learn from).</remarks>
public static class SceneStyle
{
    /// <summary>Common objects, one or two of them, often in a relation.</summary>
    public const string Coco = "coco";

    /// <summary>Paragraphs about three or four objects.</summary>
    public const string LocalizedNarratives = "localized-narratives";

    /// <summary>Counted objects.</summary>
    public const string CountBench = "countbench";

    /// <summary>Lists of tags.</summary>
    public const string DiffusionDb = "diffusiondb";

    /// <summary>As coco, in colours that the things do not have.</summary>
    public const string Whoops = "whoops";

    /// <summary>All five.</summary>
    public static IReadOnlyList<string> All { get; } = [LocalizedNarratives, CountBench, DiffusionDb, Whoops, Coco];
}
