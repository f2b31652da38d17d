using System.Text;
using Selma.Core.Artifacts;

namespace Selma.Core.Reports;

/// <summary>Stage 7: says in one page what SELMA did, how far that can be trusted, and where it comes from.</summary>
/// <param name="settings">How to write it.</param>
public sealed class ReportStage(ReportSettings settings)
{
    /// <summary>Raised whenever other bytes come out of the same inputs.</summary>
    public const int Version = 1;

    /// <summary>The page.</summary>
    public const string FileName = "index.html";

    /// <summary>Writes <c>index.html</c>, which opens without a network: the same inputs give the same bytes.</summary>
    /// <param name="inputs">What it is made from.</param>
    /// <param name="work">Gets the page.</param>
    /// <param name="progress">Told every image of the gallery.</param>
    /// <param name="cancellation">Stops between images.</param>
    /// <exception cref="SelmaException">
    /// SELMA2451: arms that make no report; SELMA2404, SELMA2452, SELMA2003, SELMA2121: a score file, a JSON file, a file of prompts or an
    /// image that is missing or broken.
    /// </exception>
    public void Run(ReportInputs inputs, WorkFolder work, IProgress<StageProgress> progress, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(inputs);
        ArgumentNullException.ThrowIfNull(work);
        var content = ReportContent.Read(inputs, settings, cancellation);
        var page = ReportPage.Of(content, progress, cancellation);
        AtomicFile.Write(Path.Combine(work.Output, FileName), stream =>
        {
            using var writer = new StreamWriter(stream, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false), leaveOpen: true) { NewLine = "\n" };
            page.Write(writer);
        });
    }
}
