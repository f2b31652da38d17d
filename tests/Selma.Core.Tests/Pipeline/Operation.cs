using CsCheck;
using Selma.Core.Pipeline;

namespace Selma.Core.Tests.Pipeline;

/// <summary>Something that happens to an experiment between two builds.</summary>
/// <param name="Kind">What.</param>
/// <param name="Which">Which skill, file, value or moment; reduced to as many as there are.</param>
/// <param name="How">How.</param>
internal sealed record Operation(OperationKind Kind, int Which, int How)
{
    private static readonly string[] Seeds = ["two cats", " TWO CATS", "three dogs", "a blue sun"];
    private static readonly string[] Skills = ["coco", "whoops", "countbench"];

    /// <summary>Sequences of what may happen.</summary>
    public static readonly Gen<List<Operation>> Sequences = Gen.Select(
        Gen.Enum<OperationKind>(), Gen.Int[0, 1000], Gen.Int[0, 1000], (kind, which, how) => new Operation(kind, which, how)).List[1, 6];

    /// <summary>Does it.</summary>
    public void Do(StubExperiment experiment, string folder)
    {
        switch (Kind)
        {
            case OperationKind.EditSeed:
                experiment.Skills[experiment.Skills.Keys.ElementAt(Which % experiment.Skills.Count)] = Seeds[How % Seeds.Length];
                break;
            case OperationKind.EditSettings:
                (experiment.Guidance, experiment.LearningRate) = (Which % 2, How % 2);
                break;
            case OperationKind.AddSkill:
                experiment.Skills[Skills[Which % Skills.Length]] = Seeds[How % Seeds.Length];
                break;
            case OperationKind.RemoveSkill:
                _ = experiment.Skills.Count > 1 && experiment.Skills.Remove(experiment.Skills.Keys.ElementAt(Which % experiment.Skills.Count));
                break;
            case OperationKind.BuildOneSkill:
                Attempt(experiment, folder, experiment.Skills.Keys.ElementAt(Which % experiment.Skills.Count));
                break;
            case OperationKind.Die:
                experiment.At = After(Which % 60);
                Attempt(experiment, folder, null);
                break;
            case OperationKind.FailStage:
                experiment.At = Fail(["prompts", "images", "expert", "merge"], Which);
                Attempt(experiment, folder, null);
                break;
            default:
                Damage(folder);
                break;
        }

        experiment.At = (_, _) => { };
    }

    private void Damage(string folder)
    {
        var files = Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal).ToList();
        if (files.Count == 0)
        {
            return;
        }

        var file = files[Which % files.Count];
        switch (Kind)
        {
            case OperationKind.Touch:
                File.SetLastWriteTimeUtc(file, new DateTime(2000, 1, 1, 0, 0, 0, DateTimeKind.Utc).AddHours(How * 400)); // to the year 2045
                break;
            case OperationKind.DeleteFile:
                File.Delete(file);
                break;
            case OperationKind.DeleteFolder:
                Directory.Delete(Path.GetDirectoryName(file)!, recursive: true);
                break;
            default:
                Corrupt(file);
                break;
        }
    }

    private void Corrupt(string file)
    {
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        }

        using var stream = new FileStream(file, FileMode.Open, FileAccess.ReadWrite);
        if (How % 2 == 0)
        {
            stream.SetLength(stream.Length / 2);
        }
        else
        {
            stream.WriteByte((byte)'#');
        }
    }

    private static Action<StageId, string> After(int points) => (_, _) =>
    {
        if (points-- == 0)
        {
            throw new NotImplementedException("killed");
        }
    };

    private static Action<StageId, string> Fail(string[] stages, int which) => (id, point) =>
    {
        if (id.Stage == stages[which % stages.Length] && point == "b")
        {
            throw new SelmaException("SELMA9999", "The stage failed.");
        }
    };

    private static void Attempt(StubExperiment experiment, string folder, string? skill)
    {
        var options = experiment.Options;
        experiment.Options = skill is null ? options : given => given with { Skills = [skill] };
        try
        {
            _ = experiment.Build(folder, "Merge");
        }
        catch (Exception e) when (e is SelmaException or NotImplementedException)
        {
            // As a user would: shrug, and go on.
        }

        experiment.Options = options;
    }
}
