using Selma.Core.Artifacts;
using Selma.Core.Experiments;
using Selma.Core.Models.Hub;
using Selma.Core.Models.SingleFile;

namespace Selma.Core.Pipeline;

/// <summary>Settles where an experiment's models lie: fixes those of the hub in <c>selma.lock</c>, and gives single files a folder.</summary>
/// <param name="options">What was asked for.</param>
/// <param name="variable">The value of an environment variable, or null.</param>
/// <param name="clock">Measures the pauses between tries.</param>
/// <param name="notify">Told what is worth knowing.</param>
internal sealed class ModelShelf(BuildOptions options, Func<string, string?> variable, TimeProvider clock, Action<string?, string> notify)
{
    /// <summary>The experiment with every model's folder known. Weights are not fetched yet: their digests are enough for keys.</summary>
    /// <exception cref="SelmaException">
    /// SELMA1031: a model is not in the lock, and <see cref="BuildOptions.Locked"/> forbids to add it. SELMA1032: a changed lock.
    /// SELMA2131 to SELMA2135: a single file. SELMA2141 to SELMA2145: the hub.
    /// </exception>
    public Experiment Settle(Experiment experiment)
    {
        var settled = new Dictionary<ModelSource, ModelSource>();
        ModelSource Find(ModelSource source) => settled.TryGetValue(source, out var found) ? found : settled[source] = Settle(source, experiment.Folders);
        return experiment with
        {
            Model = Find(experiment.Model),
            Skills = [.. experiment.Skills.Select(skill => skill with { ImageModel = Find(skill.ImageModel) })],
        };
    }

    /// <summary>Brings the files of a hub's model that a stage reads to this machine.</summary>
    /// <param name="source">A settled model.</param>
    /// <param name="isRead">Which of its files are read.</param>
    /// <param name="progress">Told mebibytes.</param>
    /// <param name="cancellation">Stops; what has come is kept.</param>
    /// <exception cref="SelmaException">SELMA2141 to SELMA2145: the hub; SELMA2202: the disk is full.</exception>
    public void Fetch(ModelSource source, Func<string, bool> isRead, IProgress<StageProgress>? progress, CancellationToken cancellation)
    {
        if (source.Locked is { } model)
        {
            using var client = Client();
            var files = model.Files.Where(file => isRead(file.Path));
            _ = client.Fetch(model with { Files = [.. files] }, progress, cancellation).GetAwaiter().GetResult();
        }
    }

    private ModelSource Settle(ModelSource source, IReadOnlyList<string> folders)
    {
        if (source.Checkpoint is { } checkpoint)
        {
            var folder = Path.Combine(Path.GetFullPath(options.OutFolder), "models", $"{source.Name}-{Digest.OfValue(checkpoint)[..8]}");
            CheckpointFolder.Write(folder, checkpoint, source.PredictionType, TokenizerOf(source, folders));
            return source with { Folder = folder };
        }

        if (source.Hub.Count == 0)
        {
            return source;
        }

        var model = Lock(source.Hub, source.Variant, HubFileChoice.Of, folders);
        using var client = Client();
        return source with { Folder = client.FolderOf(model), Locked = model };
    }

    private string TokenizerOf(ModelSource source, IReadOnlyList<string> folders)
    {
        if (Directory.Exists(source.Tokenizer))
        {
            return source.Tokenizer;
        }

        var id = HubModelId.Parse(source.Tokenizer) ?? throw new SelmaException(
            "SELMA2135", $"The tokenizer '{source.Tokenizer}' of '{source.Name}' is neither a folder nor an id of the hub, owner/name.");
        var model = Lock([id], null, (paths, _) => HubFileChoice.TokenizerOf(paths), folders);
        using var client = Client();
        return client.Fetch(model, null, CancellationToken.None).GetAwaiter().GetResult();
    }

    /// <summary>What the lock says of a model; where it says nothing, what the hub says, which is then added.</summary>
    private LockedModel Lock(
        IReadOnlyList<HubModelId> ids, string? variant, Func<IReadOnlyCollection<string>, string?, IReadOnlyList<string>> choose, IReadOnlyList<string> folders)
    {
        var path = Path.Combine(folders[0], LockFile.Name);
        var models = LockFile.Read(path);
        var known = models.FirstOrDefault(model => model.Variant == variant && ids.Any(id => id.ToString() == model.Source));
        if (known is not null && !options.UpdateLock)
        {
            return known;
        }

        if (options.Locked)
        {
            throw new SelmaException(
                "SELMA1031",
                $"The model '{ids[0]}' is not in {LockFile.Name}, and --locked (which CI=true implies) forbids to look it up. Build once without it and commit the file.",
                new(path));
        }

        var added = Fix(ids, variant, choose);
        LockFile.Write(path, [.. models.Where(model => model != known), added]);
        notify(null, $"{added.Source} is fixed at {added.Revision[..12]} in {LockFile.Name}");
        return added;
    }

    private LockedModel Fix(
        IReadOnlyList<HubModelId> ids, string? variant, Func<IReadOnlyCollection<string>, string?, IReadOnlyList<string>> choose)
    {
        using var client = Client();
        for (var i = 0; ; i++)
        {
            try
            {
                return client.Fix(ids[i], variant, choose, CancellationToken.None).GetAwaiter().GetResult();
            }
            catch (SelmaException e) when (e.Code == "SELMA2141" && i + 1 < ids.Count)
            {
                notify(null, $"{ids[i]} is not there; trying {ids[i + 1]}");
            }
        }
    }

    private HubClient Client() => new(HubSettings.From(variable), clock);
}
