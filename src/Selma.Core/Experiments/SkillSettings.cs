using Selma.Core.Experts;
using Selma.Core.Images;
using Selma.Core.Prompts;

namespace Selma.Core.Experiments;

/// <summary>One skill of an experiment, with the settings of its own chain of stages.</summary>
/// <remarks>A setting is what <c>--set</c> says, else the skill's file, else the experiment's, else its base's, else the paper's.</remarks>
/// <param name="Skill">What is learnt.</param>
/// <param name="Prompts">Stage 1.</param>
/// <param name="Images">Stage 2.</param>
/// <param name="ImageModel">The model that draws: the experiment's own, or another (weak to strong, Table 3).</param>
/// <param name="Experts">Stage 3.</param>
public sealed record SkillSettings(Skill Skill, PromptSettings Prompts, ImageSettings Images, ModelSource ImageModel, ExpertSettings Experts)
{
    /// <summary>Images of the skill: what its expert is trained on.</summary>
    internal long ImageCount => (long)Prompts.Count * Images.PerPrompt;
}
