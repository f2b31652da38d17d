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
                Targets = ["Images", "Test", "Merge"],
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
        var arguments = MSBuildCall.Arguments(Checkout, new Request { Targets = ["Experts"], Plan = true }, "/run");

        Assert.Contains("-target:Plan", arguments);
        Assert.Contains("-property:SelmaTargets=\"Experts\"", arguments);
    }

    [Fact]
    public static void A_dry_run_shows_requests_whatever_the_target() =>
        Assert.Contains("-target:ShowRequests", MSBuildCall.Arguments(Checkout, new Request { Targets = ["Prompts"], DryRun = true, Plan = true }, "/run"));
}
