using System.Collections;

namespace Selma.Build.Tests;

public static class CommandsTests
{
    [Fact]
    public static void Without_words_it_reports_on_the_experiment_tiny()
    {
        var request = Read();

        Assert.Equal(["Report"], request.Targets);
        Assert.Equal("tiny", request.Experiment);
        Assert.Empty(request.Skills);
        Assert.Equal(TimeSpan.FromSeconds(30), request.Grace);
    }

    [Fact]
    public static void Skills_are_listed_by_commas_words_or_repetition() =>
        Assert.Equal(["coco", "whoops", "countbench", "diffusiondb"], Read("-s", "coco,whoops", "countbench", "--skill", "diffusiondb").Skills);

    [Fact]
    public static void A_target_behind_an_option_of_several_values_is_a_target()
    {
        var request = Read("--skill", "coco", "Images", "--set", "seed=7", "Merge");

        Assert.Equal(["Images", "Merge"], request.Targets);
        Assert.Equal(["coco"], request.Skills);
        Assert.Equal(["seed=7"], request.Settings);
    }

    [Fact]
    public static void Force_takes_no_value() => Assert.Equal(["Images"], Read("--force", "Images").Targets);

    [Theory]
    [InlineData("images", "Images")]
    [InlineData("MERGE", "Merge")]
    public static void Case_does_not_matter_in_targets(string typed, string target) => Assert.Equal([target], Read(typed).Targets);

    [Fact]
    public static void The_limit_of_costs_is_a_setting()
    {
        Assert.Equal(["prompts.max_cost=2.50"], Read("--max-cost", "2.50").Settings);
        Assert.Empty(Read("Prompts").Settings);
        Assert.True(Read("Prompts", "--dry-run").DryRun);
    }

    [Fact]
    public static void Plan_as_a_target_is_the_option()
    {
        Assert.Equal("Plan", Read("Plan").Question);
        Assert.Equal(["Report"], Read("Plan").Targets);
        Assert.Equal(["Experts"], Read("Plan", "Experts").Targets);
        Assert.Equal("Plan", Read("Experts", "-n").Question);
        Assert.Null(Read("Experts").Question);
    }

    [Fact]
    public static void Why_asks_about_the_targets_beside_it()
    {
        var request = Read("Why", "Merge", "--skill", "coco");
        Assert.Equal("Why", request.Question);
        Assert.Equal(["Merge"], request.Targets);
        Assert.Equal(["coco"], request.Skills);
        Assert.Equal(["Report"], Read("why").Targets);
        Assert.Equal("Status", Read("Status", "-s", "coco").Question);
    }

    [Fact]
    public static void Prune_takes_an_age_a_size_and_may_be_planned()
    {
        var request = Read("Prune", "--keep", "7d", "--max-size", "50GiB", "--plan");
        Assert.Equal(["Prune"], request.Targets);
        Assert.Equal((TimeSpan.FromDays(7), 50L << 30, "Plan"), (request.Keep, request.MaxSize, request.Question));
        Assert.Equal((null, null, null), (Read("Prune").Keep, Read("Prune").MaxSize, Read("Prune").Question));
    }

    [Theory]
    [InlineData("Plan and Why answer one at a time.", "Plan", "Why")]
    [InlineData("Status runs alone: name no other target beside it.", "Status", "Merge")]
    [InlineData("Prune runs alone: name no other target beside it.", "Merge", "Prune")]
    [InlineData("'lots' is not a size such as 500MiB, 50GiB or 2TiB.", "Prune", "--max-size", "lots")]
    public static void Targets_that_do_not_go_together_are_wrong(string message, params string[] words)
    {
        using var error = new StringWriter();
        Assert.Equal(2, Commands.Run(words, new Hashtable(), TextWriter.Null, error, _ => 0));
        Assert.Contains(message, error.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public static void Diff_takes_the_two_words_behind_it_as_runs()
    {
        var request = Read("diff", "2b93ff", "20261124T100000Z-77aa00", "-e", "tiny");

        Assert.Equal(["Diff"], request.Targets);
        Assert.Equal(["2b93ff", "20261124T100000Z-77aa00"], request.Runs);
    }

    [Theory]
    [InlineData("Diff compares two runs, and 1 were named", "Diff", "2b93ff")]
    [InlineData("Diff compares two runs, and 3 were named", "Diff", "a", "b", "c")]
    [InlineData("Diff runs alone", "Merge", "Diff", "a", "b")]
    public static void Diff_without_two_runs_is_wrong(string message, params string[] words)
    {
        var error = new StringWriter();
        Assert.Equal(2, Commands.Run(words, new Hashtable(), TextWriter.Null, error, _ => 0));
        Assert.Contains(message, error.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public static void The_lock_is_used_moved_on_or_left_to_the_build()
    {
        Assert.Null(Read("Merge").Locked);
        Assert.True(Read("--locked", "Merge").Locked);
        Assert.Equal(["Merge"], Read("--locked", "Merge").Targets);
        Assert.False(Read("--locked", "false").Locked);
        Assert.True(Read(new Hashtable { ["SELMA_LOCKED"] = "true" }).Locked);
        Assert.True(Read("--update-lock").UpdateLock);
    }

    [Fact]
    public static void A_setting_keeps_its_commas_and_brackets() =>
        Assert.Equal(["skills=[coco,whoops]", "experts.rank=64"], Read("--set", "skills=[coco,whoops]", "--set", "experts.rank=64").Settings);

    [Theory]
    [InlineData("SELMA_SKILL")]
    [InlineData("selma_skill")]
    [InlineData("SelmaSkill")]
    public static void Options_come_from_the_environment_whatever_the_case(string name)
    {
        var environment = new Hashtable { [name] = "coco", ["SELMA_LOCK_TIMEOUT"] = "2m", ["SELMA_GOLDENS"] = "/x" };

        Assert.Equal(["coco"], Read(environment).Skills);
        Assert.Equal(TimeSpan.FromMinutes(2), Read(environment).LockTimeout);
    }

    [Fact]
    public static void The_command_line_goes_before_the_environment() =>
        Assert.Equal(["whoops"], Read(new Hashtable { ["SELMA_SKILL"] = "coco" }, "-s", "whoops").Skills);

    [Theory]
    [InlineData("Mrege", "'Mrege' is not a target. Did you mean 'Merge'?")]
    [InlineData("--skil", "'--skil' is not an option. Did you mean '--skill'?")]
    [InlineData("--set=seed", "'seed' is not of the form key=value")]
    [InlineData("--grace=5x", "'5x' is not a duration")]
    [InlineData("--filter=/*/", "'/*/' is not part of a class or method name.")]
    [InlineData("--verbosity=loud", "loud")]
    public static void A_mistake_is_named_with_the_remedy_and_ends_with_2(string typed, string expected)
    {
        using var error = new StringWriter();
        var code = Commands.Run([typed], new Hashtable(), TextWriter.Null, error, _ => throw new InvalidOperationException("must not run"));

        Assert.Equal(2, code);
        Assert.Contains(expected, error.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public static void A_misspelt_option_hides_the_complaint_about_its_value()
    {
        using var error = new StringWriter();
        _ = Commands.Run(["Merge", "--skil", "coco"], new Hashtable(), TextWriter.Null, error, _ => 0);

        Assert.DoesNotContain("'coco'", error.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public static void Help_shows_targets_examples_and_exit_codes()
    {
        using var output = new StringWriter();
        var code = Commands.Run(["--help"], new Hashtable(), output, TextWriter.Null, _ => 1);

        Assert.Equal(0, code);
        Assert.Contains("./build.sh [<targets>...] [options]", output.ToString(), StringComparison.Ordinal);
        Assert.All(Targets.All, target => Assert.Contains($"  {target.Name} ", output.ToString(), StringComparison.Ordinal));
        Assert.Contains("./build.sh Merge --skill coco", output.ToString(), StringComparison.Ordinal);
        Assert.Contains("130", output.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public static void The_exit_code_is_that_of_the_run() =>
        Assert.Equal(75, Commands.Run([], new Hashtable(), TextWriter.Null, TextWriter.Null, _ => 75));

    private static Request Read(params string[] arguments) => Read(new Hashtable(), arguments);

    private static Request Read(Hashtable environment, params string[] arguments)
    {
        Request? request = null;
        using var error = new StringWriter();
        _ = Commands.Run(arguments, environment, TextWriter.Null, error, read => (request = read) is null ? 1 : 0);
        return request ?? throw new InvalidOperationException(error.ToString());
    }
}
