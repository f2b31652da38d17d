using Selma.Core.Artifacts;
using Selma.Core.Experiments;
using Selma.Core.Models;
using Selma.Core.Models.Text;
using Selma.Core.Numerics;

namespace Selma.Core.Pipeline;

/// <summary>What stages of one experiment share: parts of their keys, and models to run with.</summary>
/// <param name="experiment">The experiment.</param>
/// <param name="index">Digests of model files that have not changed since they were read.</param>
/// <param name="shelf">Fetches models of the hub.</param>
internal sealed class StageMaterials(Experiment experiment, StatIndex index, ModelShelf shelf)
{
    private readonly Dictionary<object, KeyMap> _members = [];

    /// <summary>The configuration of a key.</summary>
    /// <param name="settings">The record that the stage receives; the seed is added.</param>
    /// <param name="given">What else it is given.</param>
    public KeyMap Config(object settings, params (string Name, object? Value)[] given)
    {
        if (!_members.TryGetValue(settings, out var members))
        {
            _members.Add(settings, members = KeyTree.OfMembers(settings)); // most skills share their settings; looking into records is slow
        }

        var config = new KeyMap(members);
        config.Add("seed", KeyTree.Of(experiment.Seed));
        foreach (var (name, value) in given)
        {
            config.Add(name, KeyTree.Of(value));
        }

        return config;
    }

    /// <summary>Digests of the files that drawing and training load.</summary>
    public IReadOnlyDictionary<string, Func<string>> Models(ModelSource source) => new ModelFingerprints(source, index).All;

    /// <summary>The digest of a model's tokenizer.</summary>
    public string Tokenizer(ModelSource source) => new ModelFingerprints(source, index).Tokenizer();

    /// <summary>What splits texts into tokens for a model, as long as its text encoder allows.</summary>
    public ClipTokenizer LoadTokenizer(ModelSource source, CancellationToken cancellation)
    {
        const string config = "text_encoder/config.json";
        shelf.Fetch(source, path => path == config || path.StartsWith("tokenizer/", StringComparison.Ordinal), null, cancellation);
        return ClipTokenizer.Load(Path.Combine(source.Folder, "tokenizer")).Limit((int)ClipTextConfig.Read(Path.Combine(source.Folder, config)).MaxPositions);
    }

    /// <summary>The digest of a file's bytes; nothing where it is not there.</summary>
    public string DigestOf(string file) => index.DigestOf(file) ?? "";

    /// <summary>Number formats that decide the result.</summary>
    public Dictionary<string, string> Numerics() => new() { ["dtype"] = experiment.Dtype };

    /// <summary>What records say beyond what every record says.</summary>
    public Dictionary<string, object?> Provenance() => new() { ["seed"] = experiment.Seed };

    /// <summary>Loads a model, notes where it runs, and runs a stage with it.</summary>
    /// <param name="source">The model; of one of the hub, what is not here is fetched first.</param>
    /// <param name="stage">The stage that runs.</param>
    /// <param name="provenance">Told where the model runs.</param>
    /// <param name="run">The stage.</param>
    public Task WithModel(ModelSource source, StageRun stage, Dictionary<string, object?> provenance, Action<TextToImageModel> run) => Task.Run(() =>
    {
        shelf.Fetch(source, _ => true, stage.Progress, stage.Cancellation);
        var compute = ComputeChoice.Of(experiment.Device, experiment.Dtype);
        provenance["device"] = compute.Device.ToString();
        if (source.Locked is { } locked)
        {
            provenance["model"] = $"{locked.Source} {locked.Revision}";
        }

        provenance["torch"] = TorchSharp.torch.__version__;
        using (var model = TextToImageModel.Load(source.Folder, compute, source.Variant))
        {
            run(model);
        }

        NativeTorch.ReturnMemory(); // the next stage's model is another one, or in another order
    });
}
