using Selma.Core.Experts;

namespace Selma.Core.Experiments;

/// <summary>One LoRA trained on the images of several skills at once (Table 2, "one LoRA").</summary>
/// <param name="Name">Its name: the arm, and the folder in <c>3-experts</c>.</param>
/// <param name="Skills">Names of the skills, in the order in which their images are joined.</param>
/// <param name="Experts">How it is trained.</param>
public sealed record JointLora(string Name, IReadOnlyList<string> Skills, ExpertSettings Experts);
