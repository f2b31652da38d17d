namespace Selma.Core.Models;

/// <summary>A scheduler as <c>scheduler_config.json</c> states it; where a key is absent, the default of the class named there.</summary>
public sealed record SchedulerConfig
{
    private const string Ddim = "DDIMScheduler";
    private const string Ddpm = "DDPMScheduler";
    private const string DpmSolver = "DPMSolverMultistepScheduler";

    private static readonly Dictionary<string, TimestepSpacing> Spacings = new()
    {
        ["leading"] = TimestepSpacing.Leading, ["trailing"] = TimestepSpacing.Trailing, ["linspace"] = TimestepSpacing.Linspace,
    };

    private static readonly Dictionary<string, PredictionType> Predictions = new()
    {
        ["epsilon"] = PredictionType.Epsilon, ["v_prediction"] = PredictionType.VPrediction, ["sample"] = PredictionType.Sample,
    };

    /// <summary>The diffusers class: <c>DDIMScheduler</c>, <c>PNDMScheduler</c> and so on.</summary>
    public string ClassName { get; init; } = Ddim;

    /// <summary>Timesteps of training.</summary>
    public int NumTrainTimesteps { get; init; } = 1000;

    /// <summary>First beta.</summary>
    public double BetaStart { get; init; } = 0.0001;

    /// <summary>Last beta.</summary>
    public double BetaEnd { get; init; } = 0.02;

    /// <summary>Whether betas are the squares of evenly spaced numbers (<c>scaled_linear</c>, Stable Diffusion) or evenly spaced themselves.</summary>
    public bool ScaledLinear { get; init; }

    /// <summary>Whether betas are rescaled so that the last timestep is pure noise (Lin et al. 2024).</summary>
    public bool RescaleBetasZeroSnr { get; init; }

    /// <summary>What the network predicts.</summary>
    public PredictionType PredictionType { get; init; } = PredictionType.Epsilon;

    /// <summary>Where a run's timesteps lie.</summary>
    public TimestepSpacing TimestepSpacing { get; init; } = TimestepSpacing.Leading;

    /// <summary>Added to every timestep of leading spacing.</summary>
    public int StepsOffset { get; init; }

    /// <summary>Whether DDIM clips the predicted latent to -<see cref="ClipSampleRange"/>..<see cref="ClipSampleRange"/>.</summary>
    public bool ClipSample { get; init; }

    /// <summary>Largest magnitude that clipping leaves.</summary>
    public double ClipSampleRange { get; init; } = 1;

    /// <summary>Whether the last step ends without noise (alphas_cumprod 1) or at the noise of timestep 0.</summary>
    public bool SetAlphaToOne { get; init; }

    /// <summary>Whether PNDM starts without Runge-Kutta steps, as every Stable Diffusion does.</summary>
    public bool SkipPrkSteps { get; init; }

    /// <summary>Whether noise levels are spaced as Karras et al. 2022 do (Euler, DPM-Solver).</summary>
    public bool UseKarrasSigmas { get; init; }

    /// <summary>Whether a run ends without noise or at the level of timestep 0 (<c>final_sigmas_type</c> zero or sigma_min).</summary>
    public bool FinalSigmaIsZero { get; init; } = true;

    /// <summary>DPM-Solver's order, 1 to 3.</summary>
    public int SolverOrder { get; init; } = 2;

    /// <summary>Whether DPM-Solver's second order is Heun's method (<c>solver_type</c> heun) rather than the midpoint rule.</summary>
    public bool SolverIsHeun { get; init; }

    /// <summary>Whether the last steps of a short run of DPM-Solver have a lower order.</summary>
    public bool LowerOrderFinal { get; init; } = true;

    /// <summary>Whether DPM-Solver's last step has order 1.</summary>
    public bool EulerAtFinal { get; init; }

    /// <summary>Stable Diffusion's noise with a DDIM scheduler: what the embedded model is trained and drawn with.</summary>
    public static SchedulerConfig StableDiffusion { get; } = new()
    {
        BetaStart = 0.00085, BetaEnd = 0.012, ScaledLinear = true, StepsOffset = 1,
    };

    /// <summary>Reads <c>scheduler_config.json</c>.</summary>
    /// <param name="path">The file.</param>
    /// <param name="className">Another class than the file names, whose defaults then count, but PNDM goes without Runge-Kutta steps.</param>
    /// <exception cref="SelmaException">SELMA2111: unreadable; SELMA2112: a value that is not supported.</exception>
    public static SchedulerConfig Read(string path, string? className = null)
    {
        var file = ConfigFile.Read(path);
        var name = className ?? file.Text("_class_name", Ddim)!;
        Check(file, name);
        return Shape(file, name) with
        {
            ClassName = name,
            NumTrainTimesteps = (int)file.Integer("num_train_timesteps", 1000),
            BetaStart = file.Number("beta_start", 0.0001),
            BetaEnd = file.Number("beta_end", 0.02),
            ScaledLinear = file.Text("beta_schedule", "linear") == "scaled_linear",
            RescaleBetasZeroSnr = file.Flag("rescale_betas_zero_snr", false),
            PredictionType = Predictions[file.Text("prediction_type", "epsilon")!],
            TimestepSpacing = Spacings[file.Text("timestep_spacing", CountsSigmas(name) ? "linspace" : "leading")!],
            StepsOffset = (int)file.Integer("steps_offset", 0),
            SkipPrkSteps = file.Flag("skip_prk_steps", className is not null),
        };
    }

    /// <summary>What only some classes have.</summary>
    private static SchedulerConfig Shape(ConfigFile file, string name) => new()
    {
        ClipSample = file.Flag("clip_sample", name is Ddim or Ddpm),
        ClipSampleRange = file.Number("clip_sample_range", 1),
        SetAlphaToOne = file.Flag("set_alpha_to_one", name == Ddim),
        UseKarrasSigmas = CountsSigmas(name) && file.Flag("use_karras_sigmas", false),
        FinalSigmaIsZero = file.Text("final_sigmas_type", "zero") == "zero",
        SolverOrder = (int)file.Integer("solver_order", 2),
        SolverIsHeun = file.Text("solver_type", "midpoint") == "heun",
        LowerOrderFinal = file.Flag("lower_order_final", true),
        EulerAtFinal = file.Flag("euler_at_final", false),
    };

    private static bool CountsSigmas(string name) =>
        name is DpmSolver || name.StartsWith("Euler", StringComparison.Ordinal);

    /// <summary>Options that change the result and are not implemented; those of another class do not matter.</summary>
    private static void Check(ConfigFile file, string name)
    {
        file.Require("beta_schedule", "linear", "scaled_linear");
        file.Require("timestep_spacing", [.. Spacings.Keys]);
        file.Require("prediction_type", [.. Predictions.Keys]);
        file.Require("trained_betas");
        file.Require("thresholding", "false");
        if (name == Ddpm)
        {
            file.Require("variance_type", "fixed_small");
        }

        if (CountsSigmas(name))
        {
            file.Require("interpolation_type", "linear");
            file.Require("timestep_type", "discrete");
            file.Require("use_exponential_sigmas", "false");
            file.Require("use_beta_sigmas", "false");
            file.Require("use_flow_sigmas", "false");
            file.Require("final_sigmas_type", "zero", "sigma_min");
        }

        if (name == DpmSolver)
        {
            file.Require("algorithm_type", "dpmsolver++");
            file.Require("solver_type", "midpoint", "heun");
            file.Require("solver_order", "1", "2", "3");
            file.Require("use_lu_lambdas", "false");
            file.Require("lambda_min_clipped");
        }
    }
}
