using Selma.Core.Experts;
using Selma.Core.Training;

namespace Selma.Core.Experiments;

/// <summary>The settings under <c>experts:</c>.</summary>
internal static class ExpertSection
{
    private const double AlmostOne = 0.999999;

    /// <summary>Reads them; absent ones are the paper's.</summary>
    public static ExpertSettings Read(YamlSection yaml)
    {
        var paper = new ExpertSettings();
        return ReadOptimizer(yaml) with
        {
            Rank = yaml.Number("rank", paper.Rank, 1, 1024),
            Alpha = yaml.OptionalNumber("alpha", 0.001, 4096.0),
            TrainBatchSize = yaml.Number("train_batch_size", paper.TrainBatchSize, 1, 4096),
            MaxTrainSteps = yaml.Number("max_train_steps", paper.MaxTrainSteps, 1, 10_000_000),
            CheckpointingSteps = yaml.Number("checkpointing_steps", paper.CheckpointingSteps, 1, 10_000_000),
            Choose = yaml.Choice("choose", paper.Choose, "validation", "last"),
            ValidationShare = yaml.Number("validation_share", paper.ValidationShare, 0, 0.5),
            RandomFlip = yaml.Flag("random_flip", paper.RandomFlip),
            SnrGamma = yaml.OptionalNumber("snr_gamma", 0.001, 1000.0),
            NoiseOffset = yaml.Number("noise_offset", paper.NoiseOffset, 0, 1),
            VaeTiling = yaml.Flag("vae_tiling", paper.VaeTiling),
            GradientCheckpointing = yaml.Flag("gradient_checkpointing", paper.GradientCheckpointing),
            MicroBatchSize = yaml.Number("micro_batch_size", paper.MicroBatchSize, 1, 4096),
        };
    }

    private static ExpertSettings ReadOptimizer(YamlSection yaml)
    {
        var paper = new ExpertSettings();
        return new()
        {
            LearningRate = yaml.Number("learning_rate", paper.LearningRate, 1e-12, 10),
            LrScheduler = yaml.Choice("lr_scheduler", paper.LrScheduler, [.. LearningRateSchedule.Names]),
            LrWarmupSteps = yaml.Number("lr_warmup_steps", paper.LrWarmupSteps, 0, 10_000_000),
            LrNumCycles = yaml.Number("lr_num_cycles", paper.LrNumCycles, 1, 10_000),
            LrPower = yaml.Number("lr_power", paper.LrPower, 0.001, 100),
            AdamBeta1 = yaml.Number("adam_beta1", paper.AdamBeta1, 0, AlmostOne),
            AdamBeta2 = yaml.Number("adam_beta2", paper.AdamBeta2, 0, AlmostOne),
            AdamEpsilon = yaml.Number("adam_epsilon", paper.AdamEpsilon, 1e-30, 1),
            AdamWeightDecay = yaml.Number("adam_weight_decay", paper.AdamWeightDecay, 0, 10),
            MaxGradNorm = yaml.NumberOrNone("max_grad_norm", paper.MaxGradNorm, 1e-6, 1e6),
        };
    }
}
