using Selma.TestKit.Reports;

namespace Selma.Core.Tests.Reports;

/// <summary>One sample report for all tests that only read it.</summary>
public sealed class SamplePage : IDisposable
{
    public SampleExperiment Experiment { get; } = new(perStyle: 6);

    public string Path => field ??= Experiment.Report();

    public void Dispose() => Experiment.Dispose();
}
