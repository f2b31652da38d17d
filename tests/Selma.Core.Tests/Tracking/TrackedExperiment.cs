using System.Text.Json;
using Selma.Core.Artifacts;
using Selma.TestKit;

namespace Selma.Core.Tests.Tracking;

/// <summary>An experiment with one stage, which runs whenever it is told to.</summary>
internal sealed class TrackedExperiment : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public TrackedExperiment() => Store = new(_folder.File("store"), TimeProvider.System, (_, _) => { });

    public Store Store { get; }

    public string Folder => _folder.File("tiny");

    /// <summary>Trains an expert of a rank to a loss, in a run.</summary>
    /// <returns>The run's folder.</returns>
    public string Train(string run, int rank, double loss)
    {
        var output = Path.Combine(Folder, "3-experts", "coco");
        AtomicFile.WriteBytes(Path.Combine(output, "training.json"), JsonSerializer.SerializeToUtf8Bytes(new
        {
            losses = new[] { new { step = 1, loss = 1.0 }, new { step = 2, loss } },
            candidates = new[] { new { step = 2, loss = loss + 0.5 } },
        }));
        var document = new KeyDocument
        {
            Stage = "expert",
            StageVersion = 1,
            Config = new() { { "rank", (long)rank } },
            Models = new Dictionary<string, string> { ["unet"] = new string('a', 64) },
            Upstream = new Dictionary<string, string> { ["images"] = Digest.OfValue(rank) },
        };
        var record = StageRecord.Create(
            document.Tree(), OutputFile.Scan(output, CancellationToken.None), new Dictionary<string, object?>(),
            new Dictionary<string, object?> { ["startedUtc"] = "2026-11-24T09:52:17Z" });
        Store.Add(output, record, owned: false, _ => { });
        AtomicFile.WriteBytes(output + ".done", record.Bytes);
        var folder = Path.Combine(Folder, "runs", run);
        Selma.Core.Pipeline.Runs.Track(folder);
        return folder;
    }

    public void Dispose() => _folder.Dispose();
}
