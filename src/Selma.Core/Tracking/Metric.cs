namespace Selma.Core.Tracking;

/// <summary>A number of a run: a point of a curve, or a result.</summary>
/// <param name="Name"><c>loss/expert-coco</c>, <c>dsg_micro/shapes/merged</c>.</param>
/// <param name="Step">Where on the curve; the last step, or 0, for a result.</param>
/// <param name="Value">The number.</param>
/// <param name="Time">When its stage began.</param>
internal sealed record Metric(string Name, long Step, double Value, DateTimeOffset Time);
