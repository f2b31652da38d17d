using Selma.Core.Training;
using static TorchSharp.torch;

namespace Selma.Core.Tests.Training;

public sealed class CheckpointTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("selma-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void A_resumed_run_ends_with_the_bits_of_an_unbroken_one()
    {
        var whole = Train(Path.Combine(_folder, "whole"), from: 0, to: 30);
        _ = Train(Path.Combine(_folder, "broken"), from: 0, to: 17); // saved at 15
        Assert.Equal(whole, Train(Path.Combine(_folder, "broken"), from: 15, to: 30));
    }

    [Fact]
    public void The_last_two_are_kept()
    {
        _ = Train(_folder, from: 0, to: 20);
        Assert.Equal(["ckpt-00000015", "ckpt-00000020"], Names());
    }

    [Fact]
    public void An_unfinished_or_damaged_checkpoint_is_passed_over()
    {
        _ = Train(_folder, from: 0, to: 20);
        _ = Directory.CreateDirectory(Path.Combine(_folder, "ckpt-00000025.tmp"));
        var file = Path.Combine(_folder, "ckpt-00000020", "state.bin");
        using (var stream = File.OpenWrite(file))
        {
            stream.SetLength(stream.Length - 4);
        }

        _ = Train(_folder, from: 15, to: 20);
        Assert.Equal(["ckpt-00000015", "ckpt-00000020"], Names());
    }

    [Fact]
    public void Another_key_starts_anew()
    {
        using var tensor = ones(3);
        new Checkpoint(_folder, "a", [("t", tensor)]).Save(5);
        Assert.Equal(0, new Checkpoint(_folder, "b", [("t", tensor)]).Restore());
        Assert.Equal(5, new Checkpoint(_folder, "a", [("t", tensor)]).Restore());
    }

    [Fact]
    public void Another_shape_starts_anew()
    {
        using var three = ones(3);
        using var four = zeros(4);
        new Checkpoint(_folder, "a", [("t", three)]).Save(5);
        Assert.Equal(0, new Checkpoint(_folder, "a", [("t", four)]).Restore());
        Assert.Equal([0f, 0, 0, 0], four.data<float>().ToArray());
    }

    private static float[] Train(string folder, long from, long to)
    {
        using var network = new TinyNetwork();
        using var optimizer = new FlatAdamW(network.Parameters, new());
        using var parallel = new ParallelGradient(network.Parameters, 2);
        var checkpoint = new Checkpoint(
            folder, "key", [("values", network.Parameters.Values), ("mean", optimizer.Mean), ("square", optimizer.Square)]);
        optimizer.Updates = checkpoint.Restore();
        Assert.Equal(from, optimizer.Updates);
        while (optimizer.Updates < to)
        {
            using var batch = parallel.Compute(4, i => network.Loss((optimizer.Updates * 4) + i, 0.25), CancellationToken.None);
            _ = GradientClip.Apply(batch.Gradient, 0.1);
            optimizer.Update(batch.Gradient, 1e-2);
            if (optimizer.Updates % 5 == 0)
            {
                checkpoint.Save(optimizer.Updates);
            }
        }

        return network.Parameters.Values.data<float>().ToArray();
    }

    private string[] Names() => [.. Directory.EnumerateFileSystemEntries(_folder).Select(path => Path.GetFileName(path)).Order(StringComparer.Ordinal)];
}
