using System.Text.Json;
using Selma.Core.Artifacts;
using Selma.Core.Numerics;
using Selma.Core.Reports;

namespace Selma.TestKit.Reports;

/// <summary>Files that trainings, merges and stages leave, in their formats.</summary>
internal static class SampleFiles
{
    private const int Steps = 60;

    /// <summary>A <c>training.json</c>.</summary>
    public static ReportedFile Training(TemporaryFolder folder, string name, int item)
    {
        var draws = new Draws(3, "training", item);
        var losses = Enumerable.Range(1, Steps).Select(step => new { step, loss = 0.36 + (0.12 * Math.Exp(-step / 20.0)) + draws.NextDouble(-0.03, 0.03) });
        return Write(folder, name, "training.json", new
        {
            settings = new { rank = 16, max_train_steps = Steps },
            pairs = 190,
            chosen_step = 40,
            candidates = new[] { new { step = 20, loss = 0.402 }, new { step = 40, loss = 0.388 }, new { step = 60, loss = 0.391 } },
            losses,
        });
    }

    /// <summary>A <c>merge.json</c>.</summary>
    public static ReportedFile Merge(TemporaryFolder folder, string name, string[] skills) => Write(folder, name, "merge.json", new
    {
        method = "paper",
        experts = skills.Select((skill, i) => new { skill, weight = 1.0 / skills.Length, rank = 16, scale = 1.0, norm = 0.31 + (0.03 * i) }),
        rank = 16,
        norm = 0.2499,
        sum_norm = 0.2542,
        sum_cosine = 0.9981,
        cross_term_energy = 0.004019,
        cosines = skills.Select((_, i) => skills.Select((_, j) => i == j ? 1 : 0.3 - (0.04 * Math.Abs(i - j)))),
        warnings = Array.Empty<string>(),
    });

    /// <summary>Records of all stages.</summary>
    public static IEnumerable<ReportedStage> Stages(TemporaryFolder folder, string[] skills)
    {
        foreach (var (i, skill) in skills.Index())
        {
            yield return Stage(folder, $"{skill}/prompts", "prompts", 0.4 + i, "up to date");
            yield return Stage(folder, $"{skill}/images", "images", 26.6 + i, i == 0 ? "restored" : "ran");
            yield return Stage(folder, $"{skill}/expert", "expert", 127.5 + i, "ran");
        }

        yield return Stage(folder, "merge", "merge", 3.2, "ran");
    }

    private static ReportedStage Stage(TemporaryFolder folder, string id, string stage, double seconds, string action)
    {
        var document = new KeyDocument
        {
            Stage = stage,
            StageVersion = 1,
            Config = KeyTree.OfMembers(new Config()),
            Models = new Dictionary<string, string> { ["unet"] = new string('a', 64) },
        };
        var record = StageRecord.Create(
            document.Tree(), [new("file.bin", new string('b', 64), 10)], new Dictionary<string, object?>(),
            new Dictionary<string, object?>
            {
                ["selma"] = "0.1.0+abc", ["torch"] = "2.10.0", ["os"] = "linux-x64", ["cpu"] = "AMD EPYC", ["cores"] = 2, ["device"] = "cpu",
                ["seed"] = 42UL, ["startedUtc"] = "2026-11-24T09:52:17Z", ["seconds"] = seconds, ["resumed"] = seconds > 100 ? 1 : 0, ["builder"] = "local",
            });
        var path = folder.File("records", id.Replace('/', '-') + ".done");
        AtomicFile.WriteBytes(path, record.Bytes);
        return new(id, path, action);
    }

    private static ReportedFile Write(TemporaryFolder folder, string name, string file, object content)
    {
        var path = folder.File(name, file);
        AtomicFile.WriteBytes(path, JsonSerializer.SerializeToUtf8Bytes(content));
        return new(name, path);
    }

    private sealed record Config
    {
        public int Rank { get; init; } = 16;

        public string Endpoint { get; init; } = "https://user:hunter2@example.org/v1";

        public string ApiKeyEnv { get; init; } = "OPENAI_API_KEY";

        public string Note { get; init; } = "sk-0123456789abcdefghij";
    }
}
