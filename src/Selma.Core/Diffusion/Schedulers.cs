using Selma.Core.Models;

namespace Selma.Core.Diffusion;

/// <summary>The schedulers by their diffusers names.</summary>
public static class Schedulers
{
    private static readonly Dictionary<string, Func<SchedulerConfig, int, IScheduler>> Table = new()
    {
        ["DDIMScheduler"] = (config, steps) => new DdimScheduler(config, steps), // Song et al. 2021
        ["PNDMScheduler"] = (config, steps) => new PndmScheduler(config, steps), // Liu et al. 2022
    };

    /// <summary>Class names that <see cref="Create"/> knows.</summary>
    public static IReadOnlyCollection<string> Supported => Table.Keys;

    /// <summary>Begins a run.</summary>
    /// <param name="config">The model's scheduler.</param>
    /// <param name="steps">Number of denoising steps, <c>num_inference_steps</c>.</param>
    /// <exception cref="SelmaException">SELMA2113: a scheduler or step count that is not supported.</exception>
    public static IScheduler Create(SchedulerConfig config, int steps)
    {
        ArgumentNullException.ThrowIfNull(config);
        return Table.TryGetValue(config.ClassName, out var create)
            ? create(config, steps)
            : throw Unsupported($"The scheduler '{config.ClassName}' is not supported yet. Supported: {string.Join(", ", Supported.Order())}.");
    }

    internal static SelmaException Unsupported(string message) => new("SELMA2113", message);
}
