using Selma.Core.Artifacts;
using Selma.Core.Experiments;
using Selma.Core.Models.Language;
using Selma.Core.Models.Language.Chat;
using Selma.Core.Prompts;
using Selma.Core.World;

namespace Selma.Core.Pipeline;

/// <summary>Stage 1 of each skill: with the embedded writer, or with a language model behind an endpoint.</summary>
/// <param name="experiment">The experiment.</param>
/// <param name="materials">What stages share.</param>
/// <param name="spending">What the build has spent.</param>
/// <param name="notify">Told code and text of what a stage found worth knowing.</param>
/// <param name="replies">The folder where paid replies stay for later builds; null: none.</param>
internal sealed class PromptStages(
    Experiment experiment, StageMaterials materials, Spending spending, Action<string?, string> notify, string? replies)
{
    /// <summary>The stage.</summary>
    /// <param name="settings">The skill.</param>
    /// <param name="config">The settings of the stage, as the key has them.</param>
    public StageDefinition Define(SkillSettings settings, KeyMap config)
    {
        var provenance = materials.Provenance();
        var (skill, prompts) = (settings.Skill, settings.Prompts);
        var id = new StageId(StageKind.Prompts.Stage, skill.Name);
        config.Add("max_words", KeyTree.Of(skill.MaxWords));
        config.Add("held_out", KeyTree.Of($"{Benchmark.TestSeed},{Benchmark.DevelopmentSeed}/{Benchmark.HeldOutPerStyle}"));
        if (prompts.IsEmbedded)
        {
            Array.ForEach(["language_model", "lookahead", "chat"], name => config.Remove(name)); // the embedded writer reads none
        }

        return new()
        {
            Id = id,
            Skill = skill.Name,
            Version = prompts.IsEmbedded ? PromptStage.Version : ChatPromptStage.Version,
            Config = config,
            Inputs = Inputs(skill, prompts),
            Models = new Dictionary<string, Func<string>> { ["tokenizer"] = () => Tokenizers(settings.ImageModel) },
            Provenance = provenance,
            Forecast = prompts.IsEmbedded ? null : () => PromptForecast.Of(skill, prompts, experiment.Seed),
            Request = () => Preview(skill, prompts),
            Run = run => prompts.IsEmbedded
                ? new PromptStage(new EmbeddedWriter(), prompts, experiment.Seed, Fits(settings.ImageModel, run.Cancellation))
                    .Run(skill, HeldOut(prompts), run.Work, run.Progress, run.Cancellation)
                : Ask(id, settings, provenance, run),
        };
    }

    private async Task Ask(StageId id, SkillSettings settings, Dictionary<string, object?> provenance, StageRun run)
    {
        var prompts = settings.Prompts;
        using var model = new ChatModel(
            ChatEndpoint.Of(prompts.Endpoint, prompts.ApiKeyEnv),
            prompts.LanguageModel,
            prompts.Chat,
            ApiKey.Read(prompts.ApiKeyEnv),
            spending,
            TimeProvider.System,
            text => notify(null, $"{id}: {text}"));
        try
        {
            await new ChatPromptStage(model, prompts, experiment.Seed, Fits(settings.ImageModel, run.Cancellation), replies)
                .Run(settings.Skill, HeldOut(prompts), run.Work, run.Progress, run.Cancellation).ConfigureAwait(false);
        }
        finally
        {
            Tell(id, model.Account, provenance);
        }
    }

    private void Tell(StageId id, ChatAccount account, Dictionary<string, object?> provenance)
    {
        provenance["requests"] = account.Requests;
        provenance["keptReplies"] = account.KeptReplies;
        provenance["inputTokens"] = account.Tokens.Input;
        provenance["outputTokens"] = account.Tokens.Output;
        provenance["dollars"] = account.Cost;
        notify(null, $"{id}: {account}");
    }

    private string Preview(Skill skill, PromptSettings settings)
    {
        var (text, seed) = PromptForecast.First(skill, settings, experiment.Seed);
        if (settings.IsEmbedded)
        {
            return $"{skill.Name}: the embedded writer is asked, without a network:\n\n{text}";
        }

        var endpoint = ChatEndpoint.Of(settings.Endpoint, settings.ApiKeyEnv);
        var request = ChatPreview.Of(new(settings.LanguageModel, text, seed, settings.Chat), endpoint, ApiKey.Read(settings.ApiKeyEnv).IsSet);
        return $"{skill.Name}: the first request of about {PromptForecast.Of(skill, settings, experiment.Seed)}\n\n{request}";
    }

    private Dictionary<string, Func<string>> Inputs(Skill skill, PromptSettings settings)
    {
        var inputs = new Dictionary<string, Func<string>> { ["seed prompts"] = () => Digest.OfValue(skill.SeedPrompts) };
        if (HeldOutFiles(settings).Any())
        {
            inputs.Add("held-out prompts", () => Digest.OfValue(Stated(settings).ToList()));
        }

        return inputs;
    }

    /// <summary>Prompts that are never written: a benchmark will ask for them, or choices are made on them.</summary>
    private IEnumerable<string> HeldOut(PromptSettings settings) => new[] { Benchmark.TestSeed, Benchmark.DevelopmentSeed }
        .SelectMany(seed => Benchmark.Sample(seed, Benchmark.HeldOutPerStyle)).Select(prompt => prompt.Prompt).Concat(Stated(settings));

    private IEnumerable<string> Stated(PromptSettings settings) => HeldOutFiles(settings).SelectMany(HeldOutFile.Read);

    /// <summary>What the settings name; a language model, which knows the world's benchmarks by heart, must not write the experiment's own either.</summary>
    private IEnumerable<string> HeldOutFiles(PromptSettings settings) =>
        settings.IsEmbedded || experiment.Evaluation.Benchmark.File is not { } file ? settings.HeldOut : [.. settings.HeldOut, file];

    /// <summary>The models that read a prompt: the one that learns, and the one that draws where it is another.</summary>
    private IEnumerable<ModelSource> Readers(ModelSource drawing) => new[] { experiment.Model, drawing }.DistinctBy(model => model.Folder);

    private string Tokenizers(ModelSource drawing)
    {
        var digests = Readers(drawing).Select(model => materials.Tokenizer(model)).Distinct().ToList();
        return digests is [var one] ? one : Digest.OfValue(digests);
    }

    /// <summary>Whether every model that reads a prompt reads it whole.</summary>
    private Func<string, bool> Fits(ModelSource drawing, CancellationToken cancellation)
    {
        var tokenizers = Readers(drawing).Select(model => materials.LoadTokenizer(model, cancellation)).ToList();
        return text => tokenizers.All(tokenizer => tokenizer.Encode(text).Dropped == 0);
    }
}
