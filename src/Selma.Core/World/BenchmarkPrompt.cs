namespace Selma.Core.World;

/// <summary>A held-out prompt, the scene that it describes and the questions that an image of it is asked.</summary>
/// <param name="Id"><c>coco_1</c>: the style and a number from 1, as DSG names its items.</param>
/// <param name="Style">A name of <see cref="SceneStyle"/>.</param>
/// <param name="Prompt">A clean caption of the scene.</param>
/// <param name="Scene">A scene that fulfils the prompt.</param>
/// <param name="Questions">What the prompt states.</param>
public sealed record BenchmarkPrompt(string Id, string Style, string Prompt, Scene Scene, IReadOnlyList<Question> Questions);
