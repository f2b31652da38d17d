namespace Selma.Core.Reports;

/// <summary>How a report is written.</summary>
public sealed record ReportSettings
{
    /// <summary>Megabytes that the gallery's images may take in the page, base64 included.</summary>
    public double GalleryMegabytes { get; init; } = 10;

    /// <summary>Largest width or height of an image in the gallery, in pixels; larger ones are scaled down.</summary>
    public int GalleryImageSize { get; init; } = 192;
}
