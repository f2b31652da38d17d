using System.Globalization;
using Selma.Core.Artifacts;
using Selma.Core.Models.Language.Chat;
using Selma.Core.Prompts;

namespace Selma.Benchmarks;

/// <summary>Stage 1 with a language model that answers at once: what is left is requests, journal, parser, filter and files.</summary>
internal static class PromptBenchmark
{
    private const int Count = 1000;
    private const int Runs = 5;

    public static int Run()
    {
        var prompts = SyntheticPrompts.Draw(4 * Count, seed: 7);
        Console.WriteLine($"{Count} accepted prompts from a server of this process; the first run compiles");
        for (var run = 0; run < Runs; run++)
        {
            var folder = Directory.CreateTempSubdirectory("selma-benchmark-");
            using var server = new PromptServer(prompts);
            var cost = Cost.Of(() => Write(server, folder.FullName).GetAwaiter().GetResult());
            var again = Cost.Of(() => Write(server, folder.FullName).GetAwaiter().GetResult());
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"{server.Requests} requests: {cost.Clock:0.000} s, {cost.Processor:0.000} s of processor; from the journal alone {again.Clock:0.000} s"));
            folder.Delete(recursive: true);
        }

        return 0;
    }

    private static async Task Write(PromptServer server, string folder)
    {
        var settings = new PromptSettings { Writer = "openai", Count = Count, Chat = new() { Prices = new(0.15, 0.6) } };
        using var model = new ChatModel(
            ChatEndpoint.Of($"{server.Address}v1", "NONE"), "m", settings.Chat, new(""), new(), TimeProvider.System, _ => { });
        await new ChatPromptStage(model, settings, seed: 1, archive: Path.Combine(folder, "archive")).Run(
            new Skill("words", "words", "", ["one little word", "two other words here", "three words"]),
            [],
            new WorkFolder(folder),
            new Progress<StageProgress>(),
            CancellationToken.None);
    }
}
