using Selma.Core.Artifacts;
using Selma.Core.Experiments;
using Selma.Core.Models;

namespace Selma.Core.Pipeline;

/// <summary>What stages of one experiment share: parts of their keys, and models to run with.</summary>
/// <param name="experiment">The experiment.</param>
/// <param name="index">Digests of model files that have not changed since they were read.</param>
internal sealed class StageMaterials(Experiment experiment, StatIndex index)
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
    public IReadOnlyDictionary<string, Func<string>> Models(ModelSource source) => new ModelFingerprints(source.Folder, index).All;

    /// <summary>The digest of a model's tokenizer.</summary>
    public string Tokenizer(ModelSource source) => new ModelFingerprints(source.Folder, index).Tokenizer();

    /// <summary>The digest of a file's bytes; nothing where it is not there.</summary>
    public string DigestOf(string file) => index.DigestOf(file) ?? "";

    /// <summary>Number formats that decide the result.</summary>
    public Dictionary<string, string> Numerics() => new() { ["dtype"] = experiment.Dtype };

    /// <summary>What records say beyond what every record says.</summary>
    public Dictionary<string, object?> Provenance() => new() { ["seed"] = experiment.Seed };

    /// <summary>Loads a model, notes where it runs, and runs a stage with it.</summary>
    public Task WithModel(ModelSource source, Dictionary<string, object?> provenance, Action<TextToImageModel> run) => Task.Run(() =>
    {
        var compute = ComputeChoice.Of(experiment.Device, experiment.Dtype);
        provenance["device"] = compute.Device.ToString();
        provenance["torch"] = TorchSharp.torch.__version__;
        using var model = TextToImageModel.Load(source.Folder, compute);
        run(model);
    });
}
