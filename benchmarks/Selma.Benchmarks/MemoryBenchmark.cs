using System.Diagnostics;
using System.Globalization;
using Selma.Core.Experts;
using Selma.Core.Lora;
using Selma.Core.Models;
using Selma.Core.Models.Layers;
using Selma.Core.Models.Memory;
using Selma.Core.Models.SingleFile;
using Selma.Core.Models.Text;
using Selma.Core.Models.Weights;
using Selma.Core.Numerics;
using Selma.Core.Pipeline;
using static TorchSharp.torch;

namespace Selma.Benchmarks;

/// <summary>The memory that drawing and training take, beside what a plan says of it. Each case has a process of its own.</summary>
internal static class MemoryBenchmark
{
    private const int Rank = 128;
    private const string Usage =
        "memory [model folder | sd14 | sd2 | sdxl | middle | mini] [draw | decode | encode | train | recompute] [float32 | bfloat16] [pixels] [batch] [threads]";

    private static readonly string[][] Cases =
    [
        .. from kind in new[] { "draw", "decode", "encode", "train", "recompute" }
           from dtype in new[] { "float32", "bfloat16" }
           select new[] { "middle", kind, dtype, "256", "1", "1" },
        ["middle", "train", "bfloat16", "256", "2", "2"],
        ["middle", "recompute", "bfloat16", "256", "2", "2"],
        ["mini", "draw", "float32", "64", "20", "2"],
        ["mini", "train", "float32", "64", "16", "2"],
    ];

    /// <summary>Runs one case, or a list of short ones.</summary>
    public static int Run(string[] arguments)
    {
        switch (arguments)
        {
            case []:
                Console.WriteLine($"{"case",-48} {"before GB",10} {"peak GB",10} {"plan GB",10} {"plan / peak",12} {"s",8}");
                return Cases.Max(Start);
            case ["--child", var model, var kind, var dtype, var pixels, var batch, var threads]:
                Measure(model, kind, dtype, Number(pixels), Number(batch), Number(threads));
                return 0;
            case [_, _, _, _, _]:
                return Start([.. arguments, "1"]);
            case [_, _, _, _, _, _]:
                return Start(arguments);
            default:
                Console.Error.WriteLine($"Usage: Selma.Benchmarks {Usage}");
                return 2;
        }
    }

    private static int Number(string text) => int.Parse(text, NumberStyles.None, CultureInfo.InvariantCulture);

    private static int Start(string[] arguments)
    {
        var start = new ProcessStartInfo(Environment.ProcessPath!);
        if (Path.GetFileNameWithoutExtension(Environment.ProcessPath) == "dotnet")
        {
            start.ArgumentList.Add(typeof(MemoryBenchmark).Assembly.Location);
        }

        Array.ForEach(["memory", "--child", .. arguments], start.ArgumentList.Add);
        using var child = Process.Start(start)!;
        child.WaitForExit();
        return child.ExitCode;
    }

    private static ModelShape Shape(string model) => model switch
    {
        "sd14" => ModelShape.Published(CheckpointKind.StableDiffusion1),
        "sd2" => ModelShape.Published(CheckpointKind.StableDiffusion2, isVelocity: true),
        "sdxl" => ModelShape.Published(CheckpointKind.StableDiffusionXL),
        "middle" => Middle(ModelShape.Published(CheckpointKind.StableDiffusion1)),
        "mini" => ModelShape.Find("models/selma-mini")!,
        _ => ModelShape.Find(model) ?? throw new ArgumentException($"'{model}' is neither a known model nor a model's folder."),
    };

    /// <summary>Stable Diffusion 1 with 2/5 of its channels.</summary>
    private static ModelShape Middle(ModelShape shape) => shape with { UNet = shape.UNet with { BlockOutChannels = [128, 256, 512, 512] } };

    private static void Measure(string model, string kind, string dtype, int pixels, int batch, int threads)
    {
        var shape = Shape(model);
        var compute = new Compute(CPU, dtype == "bfloat16" ? ScalarType.BFloat16 : ScalarType.Float32);
        using var unet = Build(() => new UNet(shape.UNet), compute);
        using var vae = Build(() => new Vae(shape.Vae), compute);
        using var text = Build(() => new ClipTextModel(shape.Text), compute);
        using var second = shape.Text2 is { } config ? Build(() => new ClipTextModel(config), compute) : null;
        var before = Status("VmRSS");
        File.WriteAllText("/proc/self/clear_refs", "5"); // the peak begins anew
        var cost = Cost.Of(() => Act(shape, kind, unet, vae, pixels, batch, threads));
        var (peak, plan) = (Status("VmHWM"), Plan(shape, kind, compute, pixels, batch, threads));
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{$"{model} {kind} {dtype} {pixels} px, {batch} x {threads}",-48} {before / 1e9,10:0.00} {peak / 1e9,10:0.00} {plan / 1e9,10:0.00} {plan / (double)peak,12:0.00} {cost.Clock,8:0.0}"));
    }

    /// <summary>What a plan says of it; none of the pairs is cached here.</summary>
    private static long Plan(ModelShape shape, string kind, Compute compute, int pixels, int batch, int threads)
    {
        var memory = new ModelMemory(shape with { LatentSize = pixels / shape.Vae.Downscale }, compute.Dtype == ScalarType.BFloat16 ? "bfloat16" : "float32");
        return StageMemory.Process + kind switch
        {
            "draw" => memory.Steps(2 * batch, (pixels, pixels), threads),
            "decode" => memory.Decode(batch, (pixels, pixels), threads),
            "encode" => memory.Encode(0, false, batch, threads),
            _ => memory.Train(0, false, Rank, batch, threads, kind == "recompute"),
        };
    }

    private static T Build<T>(Func<T> build, Compute compute)
        where T : nn.Module
    {
        var network = Layer.Blank(build);
        Allocation.Allocate(network, compute);
        using var off = no_grad();
        foreach (var (name, parameter) in network.named_parameters())
        {
            var isScale = name.Contains("norm", StringComparison.Ordinal) && name.EndsWith("weight", StringComparison.Ordinal);
            _ = isScale ? nn.init.ones_(parameter) : nn.init.uniform_(parameter, -0.02, 0.02);
        }

        network.eval();
        return network;
    }

    private static void Act(ModelShape shape, string kind, UNet unet, Vae vae, int pixels, int batch, int threads)
    {
        var side = pixels / shape.Vae.Downscale;
        switch (kind)
        {
            case "draw":
                Frozen(threads, unet.Dtype, () => unet.call(Random(unet.Dtype, 2 * batch, 4, side, side), tensor(500f), Told(shape, unet.Dtype, 2 * batch)));
                break;
            case "decode":
                Frozen(threads, vae.Dtype, () => vae.Decode(Random(vae.Dtype, batch, 4, side, side)));
                break;
            case "encode":
                Frozen(threads, vae.Dtype, () => vae.Posterior(Random(vae.Dtype, VaeBatch.Of(batch, pixels, pixels), 3, pixels, pixels)));
                break;
            default:
                Train(shape, unet, kind == "recompute", side, batch, threads);
                break;
        }
    }

    private static Tensor Random(ScalarType dtype, params long[] shape) => randn(shape).to(dtype);

    private static Conditioning Told(ModelShape shape, ScalarType dtype, int items) => new(
        Random(dtype, items, shape.Tokens, shape.UNet.CrossAttentionDim),
        shape.Text2 is null ? null : Random(dtype, items, shape.Text2.ProjectionDim!.Value),
        shape.Text2 is null ? null : zeros(items, 6));

    private static void Frozen(int threads, ScalarType dtype, Action pass)
    {
        if (threads == 1)
        {
            using var scope = NewDisposeScope();
            using var off = no_grad();
            pass();
            pass();
            return;
        }

        using var workers = new WorkerThreads(threads);
        workers.Run(2 * threads, _ =>
        {
            using var scope = NewDisposeScope();
            using var off = no_grad();
            pass();
        });
    }

    private static void Train(ModelShape shape, UNet unet, bool recompute, int side, int batch, int threads)
    {
        using var oneThread = new IntraOpThreads(1);
        using var adapter = LoraAdapter.Attach(unet, new() { Rank = Rank, Alpha = Rank }, seed: 1);
        using var training = new ExpertTraining(
            unet, adapter, new DenoisingLoss(SchedulerConfig.StableDiffusion, null, shape.Text2 is not null), new() { GradientCheckpointing = recompute }, threads);
        for (var update = 0; update < 2; update++)
        {
            using var gradient = training.Gradient(
                threads,
                _ => new(Random(ScalarType.Float32, batch, 4, side, side), Random(ScalarType.Float32, batch, 4, side, side), [.. Enumerable.Repeat(500, batch)], Told(shape, unet.Dtype, batch), 1.0 / threads),
                CancellationToken.None);
            _ = training.Update(gradient);
        }
    }

    /// <summary>A figure of the process in bytes.</summary>
    private static long Status(string name)
    {
        var line = File.ReadLines("/proc/self/status").First(line => line.StartsWith(name + ":", StringComparison.Ordinal));
        return 1024 * long.Parse(line.Split(':')[1].Replace("kB", "", StringComparison.Ordinal).Trim(), CultureInfo.InvariantCulture);
    }
}
