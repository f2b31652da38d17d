using Selma.TestKit.Reports;

namespace Selma.Core.Tests.Reports;

public static class ReportStageTests
{
    [Fact]
    public static void Write_for_a_look()
    {
        using var experiment = new SampleExperiment(perStyle: 12, perPrompt: 1, hostile: "a <b>box</b> & \"<script>alert(1)</script>\"");
        File.Copy(experiment.Report(), "/tmp/report.html", overwrite: true);
    }
}
