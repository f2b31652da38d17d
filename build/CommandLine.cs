using System.CommandLine;
using System.CommandLine.Help;

namespace Selma.Build;

/// <summary>The command line: <c>./build.sh [targets] [options]</c>, in Nuke's conventions.</summary>
internal sealed class CommandLine
{
    private readonly Argument<string[]> _targets = new("targets") { Description = "What to bring up to date", Arity = ArgumentArity.ZeroOrMore };
    private readonly Option<string> _experiment = new("--experiment", "-e") { Description = "Folder in experiments [default: tiny]" };
    private readonly Option<string[]> _skills = Several("Bring only these skills up to date", "--skill", "-s");
    private readonly Option<string[]> _settings = Several("Change a setting for this build: experts.rank=64, skills=[coco,whoops]", "--set");
    private readonly Option<bool> _plan = new("--plan", "-n") { Description = "Show what would run, and run nothing" };
    private readonly Option<bool> _dryRun = new("--dry-run") { Description = "Show the first request to the language model, and send none" };
    private readonly Option<string> _maxCost = new("--max-cost") { Description = "The most dollars that language models may cost in this build" };
    private readonly Option<bool> _force = new("--force", "-f") { Description = "Run the named targets even where they are up to date" };
    private readonly Option<bool> _failFast = new("--fail-fast") { Description = "Stop the other skills too when one fails" };
    private readonly Option<string> _verbosity = new("--verbosity", "-v") { Description = "How much to tell [default: normal]" };
    private readonly Option<string> _filter = new("--filter") { Description = "For Test: only tests with this in their class or method name" };
    private readonly Option<string> _keep = Time("For Prune: how long results stay that were used [default: 30d]", "--keep");
    private readonly Option<string> _maxSize = new("--max-size") { Description = "For Prune: the most that the store may hold, 50GiB; the least recently used goes first" };
    private readonly Option<string> _lockTimeout = Time("How long to wait for another build [default: no limit on a terminal, else 10m]", "--lock-timeout");
    private readonly Option<string> _grace = Time("How long a stopped build may tidy up before it is killed [default: 30s]", "--grace");
    private readonly Option<bool?> _locked = new("--locked") { Description = "Fail where a model of the hub is not in selma.lock [default: true where CI=true]" };
    private readonly Option<bool> _updateLock = new("--update-lock") { Description = "Look models of the hub up anew and write selma.lock" };
    private readonly Option<string> _out = new("--out") { Description = "Where results go [default: out]" };

    /// <summary>Declares it.</summary>
    public CommandLine()
    {
        Root = new("Learns skill-specific text-to-image experts from self-made data and merges them into one LoRA.")
        {
            _targets, _experiment, _skills, _settings, _plan, _dryRun, _maxCost, _force, _failFast, _verbosity, _filter, _keep, _maxSize,
            _lockTimeout, _locked, _updateLock, _grace, _out,
        };
        _targets.Validators.Add(result =>
        {
            var (words, runs) = RunNames.Split([.. result.Tokens.Select(token => token.Value)]);
            Validation.Report(result, words, word => Validation.Target(word, Root.Options.Select(option => option.Name)));
            Validation.Report(result, [words], typed => Validation.Runs(typed, runs));
            Validation.Report(result, [words], Validation.Together);
        });
        _settings.Validators.Add(result => Validation.Report(result, Validation.Setting));
        _maxCost.Validators.Add(result => Validation.Report(result, Validation.Cost));
        _maxSize.Validators.Add(result => Validation.Report(result, Validation.Size));
        _filter.Validators.Add(result => Validation.Report(result, Validation.Filter));
        _ = _verbosity.AcceptOnlyFromAmong("quiet", "minimal", "normal", "detailed", "diagnostic");
        var help = Root.Options.OfType<HelpOption>().Single();
        help.Action = new HelpWithExamples((HelpAction)help.Action!);
    }

    /// <summary>The parser.</summary>
    public RootCommand Root { get; }

    /// <summary>What a parsed line without errors asks for.</summary>
    public Request Read(ParseResult line)
    {
        // An option of several values takes a target that follows it, as in --skill coco Merge. No skill begins with a capital.
        var skills = Split(line.GetValue(_skills)).ToLookup(Targets.IsTarget);
        var settings = (line.GetValue(_settings) ?? []).ToLookup(Targets.IsTarget);
        var (words, runs) = RunNames.Split(line.GetValue(_targets) ?? []);
        string[] typed = [.. words, .. skills[true], .. settings[true]];
        var targets = typed.Select(target => Targets.Find(target)!).Distinct().ToLookup(Targets.IsQuestion);
        var defaults = new Request();
        return new()
        {
            Targets = targets[false].Any() ? [.. targets[false]] : defaults.Targets,
            Experiment = line.GetValue(_experiment) ?? defaults.Experiment,
            Skills = [.. skills[false].Distinct()],
            Settings = [.. settings[false], .. line.GetValue(_maxCost) is { } cost ? [$"prompts.max_cost={cost}"] : Array.Empty<string>()],
            Runs = runs,
            Question = targets[true].FirstOrDefault() ?? (line.GetValue(_plan) ? Targets.Plan : null),
            DryRun = line.GetValue(_dryRun),
            Force = line.GetValue(_force),
            FailFast = line.GetValue(_failFast),
            Verbosity = line.GetValue(_verbosity) ?? defaults.Verbosity,
            Filter = line.GetValue(_filter),
            Keep = Duration.Parse(line.GetValue(_keep)),
            MaxSize = ByteSize.Parse(line.GetValue(_maxSize)),
            LockTimeout = Duration.Parse(line.GetValue(_lockTimeout)) ?? defaults.LockTimeout,
            Locked = line.GetValue(_locked),
            UpdateLock = line.GetValue(_updateLock),
            Grace = Duration.Parse(line.GetValue(_grace)) ?? defaults.Grace,
            Out = line.GetValue(_out),
        };
    }

    private static IEnumerable<string> Split(string[]? words) =>
        (words ?? []).SelectMany(word => word.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries));

    private static Option<string[]> Several(string description, string name, params string[] aliases) =>
        new(name, aliases) { Description = description, AllowMultipleArgumentsPerToken = true };

    private static Option<string> Time(string description, string name)
    {
        var option = new Option<string>(name) { Description = description };
        option.Validators.Add(result => Validation.Report(result, Validation.Time));
        return option;
    }
}
