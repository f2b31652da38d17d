using Selma.Core.Numerics;
using Selma.Core.World;
using static TorchSharp.torch;

namespace Selma.Core.Miniature;

/// <summary>The scenes that the embedded model learns from. Scene i is a function of (seed, i), its caption of (seed, i, visit).</summary>
internal sealed class SceneSet
{
    private const int Bytes = Scene.Size * Scene.Size * 3;
    private readonly (string Style, Scene Scene)[] _scenes;
    private readonly CaptionNoise _noise;
    private readonly ulong _seed;

    /// <summary>Samples the scenes.</summary>
    public SceneSet(MiniatureSettings settings, CancellationToken cancellation)
    {
        (_noise, _seed) = (settings.Captions, settings.Seed);
        _scenes = new (string, Scene)[settings.Scenes];
        _ = Parallel.For(0, settings.Scenes, new ParallelOptions { CancellationToken = cancellation }, i =>
        {
            var sample = CaptionedScene.Sample(new Draws(_seed, "miniature/scenes", i), _noise);
            _scenes[i] = (sample.Style, sample.Scene);
        });
    }

    /// <summary>Number of scenes.</summary>
    public int Count => _scenes.Length;

    /// <summary>A caption of a scene, with fresh omissions and errors at every visit, so that no error is learnt by heart.</summary>
    /// <param name="scene">The scene's number.</param>
    /// <param name="visit">Any number; the training step.</param>
    /// <param name="noise">What is left out and wrong; the set's own when null.</param>
    public string Caption(int scene, long visit, CaptionNoise? noise = null)
    {
        noise ??= _noise;
        var draws = new Draws(_seed, $"miniature/captions/{visit}", scene);
        var (style, content) = _scenes[scene];
        return Captions.Write(Captions.Corrupt(content.Description, draws, noise.Wrong), style, draws, noise.Dropout);
    }

    /// <summary>Renders scenes.</summary>
    /// <returns>[B, 3, 64, 64], -1..1</returns>
    public Tensor Images(ReadOnlySpan<int> scenes)
    {
        using var scope = NewDisposeScope();
        var pixels = new byte[scenes.Length * Bytes];
        for (var i = 0; i < scenes.Length; i++)
        {
            Renderer.Render(_scenes[scenes[i]].Scene).CopyTo(pixels, i * Bytes);
        }

        var bytes = tensor(pixels, ScalarType.Byte).view(scenes.Length, Scene.Size, Scene.Size, 3);
        return bytes.permute(0, 3, 1, 2).to(ScalarType.Float32).OverInPlace(127.5).PlusInPlace(-1).contiguous().MoveToOuterDisposeScope();
    }

    /// <summary>The scenes of a batch: each equally likely, drawn anew at every step.</summary>
    public static int[] Choose(ulong seed, string stream, long step, int batch, int count)
    {
        var draws = new Draws(seed, stream, step);
        return [.. Enumerable.Range(0, batch).Select(_ => draws.Next(count))];
    }
}
