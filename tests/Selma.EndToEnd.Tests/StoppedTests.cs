using Selma.Core.Numerics;

namespace Selma.EndToEnd.Tests;

/// <summary>A build that was stopped or killed, run again, ends with the bytes of an unbroken one.</summary>
[Collection(BuiltCollection.Name)]
public sealed class StoppedTests(BuiltWorkspace built)
{
    private const int Interrupt = 2, Terminate = 15;
    private const int KillsPerStage = 3; // of seven stages: 21 in all

    [Fact]
    public void Killed_at_random_moments_of_each_stage()
    {
        using var workspace = new Workspace();
        var draws = new Draws(20, "kills", 0);
        foreach (var stage in built.First.Stages)
        {
            for (var kill = 0; kill < KillsPerStage; kill++)
            {
                using var build = workspace.Start("Merge");
                if (build.WaitForStart(stage))
                {
                    Thread.Sleep((int)(1500 * draws.NextDouble() * draws.NextDouble()));
                }

                build.Kill();
            }
        }

        _ = workspace.Run("Merge").Succeeded();
        Assert.Equal(built.Outputs, workspace.Outputs());
        Assert.Empty(workspace.Run("Merge").Succeeded().Stages);
    }

    [Theory]
    [InlineData(Interrupt, 130)]
    [InlineData(Terminate, 143)]
    public void Stopped_by_a_signal_in_the_middle_of_a_stage(int signal, int code)
    {
        using var workspace = new Workspace();
        using (var build = workspace.Start("Merge"))
        {
            Assert.True(build.WaitForStart("coco/images"));
            build.Send(signal);
            Assert.DoesNotContain("coco/expert", build.Finish().Ended(code).Stages);
        }

        Assert.DoesNotContain("coco/prompts", workspace.Run("Merge").Succeeded().Stages);
        Assert.Equal(built.Outputs, workspace.Outputs());
    }
}
