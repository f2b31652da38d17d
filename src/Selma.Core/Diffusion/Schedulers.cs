using Selma.Core.Models;

namespace Selma.Core.Diffusion;

/// <summary>The schedulers by their diffusers names.</summary>
public static class Schedulers
{
    /// <summary>Name in an experiment, class in diffusers, and what makes one.</summary>
    private static readonly (string Name, string Class, Func<SchedulerConfig, int, IScheduler> Create)[] Table =
    [
        ("ddim", "DDIMScheduler", (config, steps) => new DdimScheduler(config, steps)), // Song et al. 2021
        ("ddpm", "DDPMScheduler", (config, steps) => new DdpmScheduler(config, steps)), // Ho et al. 2020
        ("dpm", "DPMSolverMultistepScheduler", (config, steps) => new DpmSolverScheduler(config, steps)), // Lu et al. 2022
        ("euler", "EulerDiscreteScheduler", (config, steps) => new EulerScheduler(config, steps)), // Karras et al. 2022
        ("euler_ancestral", "EulerAncestralDiscreteScheduler", (config, steps) => new EulerScheduler(config, steps, ancestral: true)),
        ("pndm", "PNDMScheduler", (config, steps) => new PndmScheduler(config, steps)), // Liu et al. 2022
    ];

    /// <summary>Class names that <see cref="Create"/> knows.</summary>
    public static IReadOnlyCollection<string> Supported { get; } = [.. Table.Select(row => row.Class)];

    /// <summary>What an experiment may call them: <c>ddim</c>, <c>euler</c> and so on.</summary>
    public static IReadOnlyList<string> Names { get; } = [.. Table.Select(row => row.Name)];

    /// <summary>The diffusers class of a name.</summary>
    /// <param name="name">One of <see cref="Names"/>.</param>
    public static string ClassOf(string name) => Table.First(row => row.Name == name).Class;

    /// <summary>Begins a run.</summary>
    /// <param name="config">The model's scheduler.</param>
    /// <param name="steps">Number of denoising steps, <c>num_inference_steps</c>.</param>
    /// <exception cref="SelmaException">SELMA2113: a scheduler or step count that is not supported.</exception>
    public static IScheduler Create(SchedulerConfig config, int steps)
    {
        ArgumentNullException.ThrowIfNull(config);
        var row = Array.Find(Table, row => row.Class == config.ClassName);
        return row.Create is not null
            ? row.Create(config, steps)
            : throw Unsupported($"The scheduler '{config.ClassName}' is not supported. Supported: {string.Join(", ", Supported.Order())}.");
    }

    internal static SelmaException Unsupported(string message) => new("SELMA2113", message);
}
