namespace Selma.Build.Tests;

public static class MSBuildCallTests
{
    private static readonly Checkout Checkout = new("/selma");

    [Fact]
    public static void A_plain_build_passes_experiment_folders_and_logger() =>
        Assert.Equal(
            [
                "/selma/experiments/Selma.proj",
                "-target:Report",
                "-property:SelmaTargets=\"Report\"",
                "-property:SelmaExperiment=\"tiny\"",
                "-property:SelmaOut=\"/selma/out\"",
                "-property:SelmaRun=\"/run\"",
                "-maxCpuCount:1",
                "-nodeReuse:false",
                "-noLogo",
                "-noAutoResponse",
                "-noConsoleLogger",
                "-verbosity:normal",
                "-logger:Selma.Tasks.SelmaLogger,/selma/out/bin/publish/Selma.Tasks/release/Selma.Tasks.dll;/run",
            ],
            MSBuildCall.Arguments(Checkout, new Request { LockTimeout = null }, "/run"));

    [Fact]
    public static void Everything_typed_arrives_as_a_property()
    {
        var arguments = MSBuildCall.Arguments(
            Checkout,
            new Request
            {
                Targets = ["Images", "Test", "Pack", "Merge"],
                Skills = ["coco", "whoops"],
                Settings = ["skills=[coco,whoops]", "prompts.endpoint=http://x/?a;b"],
                Force = true,
                FailFast = true,
                LockTimeout = TimeSpan.FromMinutes(2),
                Locked = false,
                UpdateLock = true,
                Out = "elsewhere",
            },
            "/run");

        Assert.Contains("-target:Images;Merge", arguments);
        Assert.Contains("-property:SelmaSkill=\"coco;whoops\"", arguments);
        Assert.Contains("-property:SelmaSet=\"skills=[coco,whoops];prompts.endpoint=http://x/%3fa%3bb\"", arguments);
        Assert.Contains("-property:SelmaForce=\"true\"", arguments);
        Assert.Contains("-property:SelmaFailFast=\"true\"", arguments);
        Assert.Contains("-property:SelmaLockTimeout=\"120\"", arguments);
        Assert.Contains("-property:SelmaLocked=\"false\"", arguments);
        Assert.Contains("-property:SelmaUpdateLock=\"true\"", arguments);
        Assert.Contains("-property:SelmaOut=\"/selma/elsewhere\"", arguments);
    }

    [Fact]
    public static void A_plan_runs_one_target_and_names_the_others()
    {
        var arguments = MSBuildCall.Arguments(Checkout, new Request { Targets = ["Experts"], Question = "Plan" }, "/run");

        Assert.Contains("-target:Plan", arguments);
        Assert.Contains("-property:SelmaTargets=\"Experts\"", arguments);
    }

    [Theory]
    [InlineData("Why")]
    [InlineData("Status")]
    public static void A_question_is_the_one_target_that_runs(string question) =>
        Assert.Contains($"-target:{question}", MSBuildCall.Arguments(Checkout, new Request { Targets = ["Experts"], Question = question }, "/run"));

    [Fact]
    public static void Prune_runs_itself_when_it_is_only_planned()
    {
        var arguments = MSBuildCall.Arguments(
            Checkout, new Request { Targets = ["Prune"], Question = "Plan", Keep = TimeSpan.FromDays(7), MaxSize = 1L << 30 }, "/run");

        Assert.Contains("-target:Prune", arguments);
        Assert.Contains("-property:SelmaPlanOnly=\"true\"", arguments);
        Assert.Contains("-property:SelmaKeep=\"604800\"", arguments);
        Assert.Contains("-property:SelmaMaxSize=\"1073741824\"", arguments);
        Assert.DoesNotContain(MSBuildCall.Arguments(Checkout, new Request { Targets = ["Prune"] }, "/run"), argument => argument.Contains("PlanOnly", StringComparison.Ordinal));
    }

    [Fact]
    public static void A_dry_run_shows_requests_whatever_the_target() =>
        Assert.Contains("-target:ShowRequests", MSBuildCall.Arguments(Checkout, new Request { Targets = ["Prompts"], DryRun = true, Question = "Plan" }, "/run"));
}
