using System.Text.Json;
using Selma.Core.Artifacts;
using Selma.Core.Diffusion;
using Selma.Core.Experts;
using Selma.Core.Lora;
using Selma.Core.Models;
using Selma.Core.Numerics;
using Selma.Core.Tests.Golden;
using Selma.TestKit;
using static TorchSharp.torch;

namespace Selma.Core.Tests.Experts;

/// <summary>A golden training: networks, adapter and batches with every random number given.</summary>
internal sealed class Trajectory : IDisposable
{
    private readonly JsonElement _config;
    private readonly Dictionary<string, Tensor> _inputs;
    private readonly UNet _unet;
    private readonly Vae _vae;
    private readonly Conditioning _conditioning; // 6 images
    private readonly LoraAdapter _adapter;

    public Trajectory(JsonElement config)
    {
        _config = config;
        var kind = config.GetProperty("kind").GetString();
        _inputs = TensorFile.Read(Shared.Golden("training", "trajectory", $"{kind}_inputs.safetensors"));
        _unet = GoldenNetworks.UNet($"model_{kind}");
        _vae = GoldenNetworks.Vae($"model_{kind}");
        _conditioning = Encode(kind!);
        using var start = LoraWeights.Read(Shared.Golden("training", "trajectory", $"{kind}_initial_lora.safetensors"));
        _adapter = LoraAdapter.Attach(_unet, start);
        Training = new ExpertTraining(_unet, _adapter.Parameters, Loss, Settings, threads: 2);
    }

    public ExpertTraining Training { get; }

    public int Accumulation => _config.GetProperty("accumulation").GetInt32();

    public int Updates => _config.GetProperty("updates").GetInt32();

    public DenoisingLoss Loss => new(Scheduler, Settings.SnrGamma, IsXl);

    /// <summary>The micro-batches of each update: the loader's end cuts the last one of an epoch short.</summary>
    public IEnumerable<int[]> MicroBatches()
    {
        var epoch = _config.TryGetProperty("micro_batches_per_epoch", out var count) ? count.GetInt32() : int.MaxValue;
        return Enumerable.Range(0, (int)_inputs["noise"].shape[0])
            .GroupBy(m => (m / epoch, m % epoch / Accumulation)).Select(group => group.ToArray()).Take(Updates);
    }

    public DenoisingBatch Batch(int m)
    {
        using var scope = NewDisposeScope();
        using var frozen = no_grad();
        var images = _inputs["image_index"][m];
        var (mean, logVar) = _vae.Posterior(_inputs["pixel_values"][images]);
        var latents = new Posterior(mean, logVar).Sample(_inputs["posterior_noise"][m], _vae.Config.ScalingFactor);
        var noise = _inputs["noise"][m].clone();
        if (_config.TryGetProperty("noise_offset", out var offset))
        {
            noise.PlusInPlace(_inputs["offset_noise"][m].Times(offset.GetDouble()));
        }

        return new(
            latents.MoveToOuterDisposeScope(),
            noise.MoveToOuterDisposeScope(),
            [.. _inputs["timesteps"][m].data<long>().ToArray().Select(step => (int)step)],
            Rows(images).MoveToOuterDisposeScope(),
            1.0 / Accumulation);
    }

    public Tensor Predict(DenoisingBatch batch)
    {
        using var scope = NewDisposeScope();
        using var frozen = no_grad();
        return _unet.call(Noisy(batch), Timestep(batch), batch.Conditioning).MoveToOuterDisposeScope();
    }

    public Tensor Noisy(DenoisingBatch batch) => new NoiseSchedule(Scheduler).AddNoise(batch.Latent, batch.Noise, Timestep(batch));

    public Tensor Target(DenoisingBatch batch) => Loss.Target(batch, Timestep(batch));

    public void Dispose()
    {
        Training.Dispose();
        _adapter.Dispose();
        _unet.Dispose();
        _vae.Dispose();
    }

    private bool IsXl => _config.GetProperty("kind").GetString() == "xl";

    private Conditioning Encode(string kind)
    {
        using var text = GoldenNetworks.TextEncoder($"model_{kind}");
        using var frozen = no_grad();
        if (!IsXl)
        {
            return new(text.call(_inputs["input_ids"]));
        }

        using var second = GoldenNetworks.TextEncoder2($"model_{kind}");
        var (states, otherStates) = (text.HiddenStates(_inputs["input_ids"]), second.HiddenStates(_inputs["input_ids_2"]));
        return new(cat([states[^2], otherStates[^2]], -1), second.Pooled(_inputs["input_ids_2"], otherStates[^1]), _inputs["time_ids"]);
    }

    private Conditioning Rows(Tensor images) =>
        new(_conditioning.Context[images], _conditioning.Pooled?[images], _conditioning.TimeIds?[images]);

    private SchedulerConfig Scheduler => SchedulerConfig.Read(
        Shared.Golden("training", $"model_{_config.GetProperty("kind").GetString()}", "scheduler", "scheduler_config.json")) with
    {
        PredictionType = _config.GetProperty("prediction_type").GetString() == "epsilon" ? PredictionType.Epsilon : PredictionType.VPrediction,
    };

    private ExpertSettings Settings => new()
    {
        LearningRate = _config.GetProperty("lr").GetDouble(),
        LrScheduler = _config.GetProperty("lr_scheduler").GetString()!,
        LrWarmupSteps = _config.GetProperty("warmup").GetInt32(),
        MaxTrainSteps = Updates,
        MaxGradNorm = _config.GetProperty("max_grad_norm").Deserialize<double?>(),
        SnrGamma = _config.TryGetProperty("snr_gamma", out var gamma) ? gamma.GetDouble() : null,
    };

    private static Tensor Timestep(DenoisingBatch batch) => tensor(batch.Timesteps.Select(step => (long)step).ToArray());
}
