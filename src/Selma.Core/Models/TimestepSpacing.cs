namespace Selma.Core.Models;

/// <summary>How a run's timesteps lie among the training timesteps (Lin et al. 2024, table 2).</summary>
public enum TimestepSpacing
{
    /// <summary>Multiples of a whole step, shifted by the offset: ends near 0, never begins at the last.</summary>
    Leading,

    /// <summary>Counted down from the last.</summary>
    Trailing,

    /// <summary>Evenly from the first to the last, both included.</summary>
    Linspace,
}
