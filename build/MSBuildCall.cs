using System.Globalization;

namespace Selma.Build;

/// <summary>Turns a request into the arguments of one MSBuild call.</summary>
internal static class MSBuildCall
{
    /// <summary>The arguments, the project first.</summary>
    /// <param name="checkout">Where project and tasks lie.</param>
    /// <param name="request">What was asked for; what is of the project itself in it is not MSBuild's.</param>
    /// <param name="run">The folder of this run.</param>
    public static IReadOnlyList<string> Arguments(Checkout checkout, Request request, string run)
    {
        List<string> arguments =
        [
            checkout.Project,
            $"-target:{Target(request)}",
            Property("SelmaTargets", Graph(request)),
            Property("SelmaExperiment", request.Experiment),
            Property("SelmaOut", checkout.Out(request)),
            Property("SelmaRun", run),
        ];
        AddIf(request.Skills.Count > 0, "SelmaSkill", request.Skills);
        AddIf(request.Settings.Count > 0, "SelmaSet", request.Settings);
        AddIf(request.Runs.Count > 0, "SelmaRuns", request.Runs);
        AddIf(request.Force, "SelmaForce", "true");
        AddIf(request.FailFast, "SelmaFailFast", "true");
        AddIf(request.LockTimeout is not null, "SelmaLockTimeout", Seconds(request.LockTimeout));
        AddIf(request.Locked is not null, "SelmaLocked", request.Locked == true ? "true" : "false");
        AddIf(request.UpdateLock, "SelmaUpdateLock", "true");
        AddIf(IsPrune(request) && request.Question == Targets.Plan, "SelmaPlanOnly", "true");
        AddIf(request.Keep is not null, "SelmaKeep", Seconds(request.Keep));
        AddIf(request.MaxSize is not null, "SelmaMaxSize", (request.MaxSize ?? 0).ToString(CultureInfo.InvariantCulture));
        arguments.AddRange(
        [
            "-maxCpuCount:1", // every node would hold its own copy of the model
            "-nodeReuse:false",
            "-noLogo",
            "-noAutoResponse",
            "-noConsoleLogger",
            $"-verbosity:{request.Verbosity}",
            $"-logger:Selma.Tasks.SelmaLogger,{checkout.Tasks};{run}",
        ]);
        return arguments;

        void AddIf(bool condition, string name, params IEnumerable<string> values)
        {
            if (condition)
            {
                arguments.Add(Property(name, values));
            }
        }
    }

    private static string Target(Request request) =>
        request.DryRun ? Targets.ShowRequests
        : request.Question is { } question && !IsPrune(request) ? question
        : string.Join(';', Graph(request));

    private static IEnumerable<string> Graph(Request request) => request.Targets.Where(target => !Targets.IsOfProject(target));

    /// <summary>Pruning is planned by the target itself: no stage is concerned.</summary>
    private static bool IsPrune(Request request) => request.Targets.Contains(Targets.Prune);

    /// <summary>MSBuild would end a property at a bare <c>;</c> or <c>,</c> and expand <c>$()</c> and <c>%xx</c>.</summary>
    private static string Property(string name, params IEnumerable<string> values) =>
        $"-property:{name}=\"{string.Join(';', values.Select(Escape))}\"";

    private static string Escape(string value) =>
        string.Concat(value.Select(letter => "%$@'();?*\"".Contains(letter) ? $"%{(int)letter:x2}" : letter.ToString()));

    private static string Seconds(TimeSpan? duration) => ((long)(duration?.TotalSeconds ?? 0)).ToString(CultureInfo.InvariantCulture);
}
