using System.Globalization;
using System.Text;
using Selma.Core.Artifacts;
using Selma.Core.Experiments;

namespace Selma.Core.Pipeline;

/// <summary>Remembers that a plan found everything up to date, so that the next one need not read what has not been touched since.</summary>
/// <remarks>
/// Every file and folder that the plan depends on is listed with size and time, as git's index does; one difference, and the plan is
/// made anew from the contents. As in git, nothing is remembered where a file was younger than two seconds when the plan began: it could change unseen.
/// </remarks>
internal sealed class PlanMemo
{
    private const string Header = "selma-plan-1";
    private static readonly TimeSpan Racy = TimeSpan.FromSeconds(2);
    private readonly string _file;
    private readonly string _question;
    private readonly ExperimentsRoot _root;

    /// <summary>The memo of a build's question: which targets, with which options.</summary>
    public PlanMemo(BuildOptions options, IReadOnlyList<string> targets)
    {
        _root = ExperimentsRoot.Of(options.ExperimentFile);
        _file = Path.Combine(options.OutFolder, _root.Name, "work", "plan.memo");
        _question = string.Join('\u001f', [
            typeof(PlanMemo).Module.ModuleVersionId.ToString(),
            options.ExperimentFile,
            options.StoreFolder ?? "",
            .. targets,
            "skills",
            .. options.Skills,
            "settings",
            .. options.Overrides.Select(setting => $"{setting.Key}={setting.Value}"),
        ]).Replace('\n', ' ');
    }

    /// <summary>The stages that are up to date, or null where that is not known without looking.</summary>
    public IReadOnlyList<string>? Recall()
    {
        try
        {
            var text = File.Exists(_file) ? File.ReadAllText(_file) : "";
            if (!text.StartsWith($"{Header}\n{_question}\n", StringComparison.Ordinal))
            {
                return null;
            }

            var lines = text.Split('\n', 5);
            return lines[4] == Listing(lines[3].Split('\u001f')).Text ? lines[2].Split('\u001f') : null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or IndexOutOfRangeException)
        {
            return null;
        }
    }

    /// <summary>Keeps a plan's answer where it is that nothing is to be done; otherwise does nothing.</summary>
    /// <param name="plan">The answer.</param>
    /// <param name="experiment">What was planned.</param>
    /// <param name="begun">When its first file was about to be read: a file that changed since then was perhaps read before it changed.</param>
    public void Remember(BuildPlan plan, Experiment experiment, DateTime begun)
    {
        if (plan.Stages.Any(stage => stage.State != StageState.Clean))
        {
            return;
        }

        try
        {
            var work = Path.GetDirectoryName(_file)!;
            string[] results = [.. plan.Stages.SelectMany(stage => Results(new(Path.GetDirectoryName(work)!, stage.Id))).Distinct()];
            ModelSource[] sources = [.. experiment.Skills.Select(skill => skill.ImageModel).Append(experiment.Model).Distinct()];
            string[] models = [.. sources.Select(source => source.Folder), .. sources.Select(source => source.Checkpoint).OfType<string>()];
            string[] files = [.. new[] { experiment.Evaluation.Benchmark.File, experiment.Evaluation.AnswersFile }.OfType<string>(), .. experiment.Skills.SelectMany(skill => skill.Prompts.HeldOut).Distinct()];
            string[] places = [.. experiment.Folders, .. models, .. results, .. files, Path.Combine(_root.Folder, ExperimentsRoot.Models)];
            var (text, newest) = Listing(places);
            if (begun - newest > Racy)
            {
                AtomicFile.WriteText(_file, string.Join('\n', Header, _question, string.Join('\u001f', plan.Stages.Select(stage => stage.Id)), string.Join('\u001f', places), text));
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // Without a memo the next plan looks again.
        }
    }

    /// <summary>A folder of several instances holds their keys and records as well.</summary>
    private static string[] Results(StagePaths paths) =>
        Path.GetDirectoryName(paths.Outputs) is var folder && folder != paths.Experiment ? [folder!] : [paths.Outputs, paths.Key, paths.Done];

    /// <summary>A line for each file and folder at or below the places, and the newest time among them.</summary>
    private static (string Text, DateTime Newest) Listing(IEnumerable<string> places)
    {
        var text = new StringBuilder();
        var newest = DateTime.MinValue;
        foreach (var place in places)
        {
            var folder = new DirectoryInfo(place);
            Add(folder.Exists ? folder : new FileInfo(place));
            var below = folder.Exists ? folder.GetFileSystemInfos("*", SearchOption.AllDirectories) : [];
            Array.ForEach([.. below.OrderBy(entry => entry.FullName, StringComparer.Ordinal)], Add);
        }

        return (text.ToString(), newest);

        void Add(FileSystemInfo entry)
        {
            var size = entry is FileInfo { Exists: true } file ? file.Length : -1;
            newest = entry.Exists && entry.LastWriteTimeUtc > newest ? entry.LastWriteTimeUtc : newest;
            _ = text.Append(entry.FullName).Append(CultureInfo.InvariantCulture, $" {size} {(entry.Exists ? entry.LastWriteTimeUtc.Ticks : 0)}\n");
        }
    }
}
