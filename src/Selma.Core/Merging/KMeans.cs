using Selma.Core.Numerics;
using static TorchSharp.torch;

namespace Selma.Core.Merging;

/// <summary>Lloyd's clustering from starts drawn by k-means++ (Arthur and Vassilvitskii 2007).</summary>
internal static class KMeans
{
    private const int Rounds = 100;

    /// <summary>The cluster of each point, numbered from 0 without gaps; fewer clusters where fewer points differ.</summary>
    /// <param name="points">[N, D]</param>
    /// <param name="count">Clusters, at most.</param>
    /// <param name="draws">Random numbers.</param>
    public static int[] Cluster(Tensor points, int count, Draws draws)
    {
        using var scope = NewDisposeScope();
        var centers = points.index_select(0, tensor(Starts(points, count, draws))); // [k, D]
        long[] last = [];
        for (var round = 0; round < Rounds; round++)
        {
            using var inner = NewDisposeScope();
            var nearest = Distances(points, centers).argmin(1);
            var assigned = nearest.data<long>().ToArray();
            if (assigned.SequenceEqual(last))
            {
                break;
            }

            last = assigned;
            centers = Means(points, Numbered(assigned)).MoveToOuterDisposeScope();
        }

        return Numbered(last);
    }

    /// <summary>The mean of each cluster's points, [clusters, D].</summary>
    public static Tensor Means(Tensor points, int[] clusters)
    {
        using var scope = NewDisposeScope();
        var member = zeros(clusters.Max() + 1, points.shape[0]);
        _ = member.scatter_(0, tensor(clusters.Select(cluster => (long)cluster).ToArray()).unsqueeze(0), ones(1, points.shape[0]));
        return member.matmul(points).div(member.sum(1, keepdim: true)).MoveToOuterDisposeScope();
    }

    private static long[] Starts(Tensor points, int count, Draws draws)
    {
        using var scope = NewDisposeScope();
        List<long> starts = [draws.Next((int)points.shape[0])];
        var distances = Distances(points, points[starts[0]].unsqueeze(0)).squeeze(1);
        while (starts.Count < count && Draw(distances.data<float>().ToArray(), draws) is { } next)
        {
            starts.Add(next);
            distances = minimum(distances, Distances(points, points[next].unsqueeze(0)).squeeze(1));
        }

        return [.. starts];
    }

    /// <summary>A point drawn with a probability in proportion to its distance; null where all are 0.</summary>
    private static long? Draw(float[] distances, Draws draws)
    {
        var left = draws.NextDouble() * distances.Sum(distance => (double)distance);
        for (var i = 0; i < distances.Length; i++)
        {
            left -= distances[i];
            if (left < 0)
            {
                return i;
            }
        }

        return null;
    }

    /// <summary>Squared distances, [N, k]; those that are rounding are 0.</summary>
    private static Tensor Distances(Tensor points, Tensor centers)
    {
        using var scope = NewDisposeScope();
        var (own, theirs) = (points.square().sum(1, keepdim: true), centers.square().sum(1)); // [N, 1], [k]
        var distances = own.Plus(theirs).Minus(points.matmul(centers.t()).TimesInPlace(2));
        var rounding = own.Plus(theirs).TimesInPlace(1e-5);
        return where(distances.gt(rounding), distances, zeros_like(distances)).MoveToOuterDisposeScope();
    }

    private static int[] Numbered(long[] clusters)
    {
        var numbers = clusters.Distinct().Order().Select((cluster, i) => (cluster, i)).ToDictionary(item => item.cluster, item => item.i);
        return [.. clusters.Select(cluster => numbers[cluster])];
    }
}
