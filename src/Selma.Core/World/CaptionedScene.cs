using Selma.Core.Numerics;

namespace Selma.Core.World;

/// <summary>A scene and a caption for it: one line of the data that a base model learns from.</summary>
/// <param name="Style">A name of <see cref="SceneStyle"/>.</param>
/// <param name="Scene">What is drawn.</param>
/// <param name="Caption">What is said of it, true or not.</param>
public sealed record CaptionedScene(string Style, Scene Scene, string Caption)
{
    /// <summary>Draws a style, a scene of it and a caption.</summary>
    public static CaptionedScene Sample(Draws draws, CaptionNoise noise)
    {
        while (true)
        {
            var style = noise.Styles.Choose(draws);
            if (SceneSampler.Sample(draws, style, noise.Traits) is { } scene)
            {
                var claimed = Captions.Corrupt(scene.Description, draws, noise.Wrong);
                return new(style, scene, Captions.Write(claimed, style, draws, noise.Dropout));
            }
        }
    }
}
