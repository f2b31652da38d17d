using System.Text.Json;
using Selma.Core.Artifacts;

namespace Selma.Core.Pipeline;

/// <summary>The folder in which a stage works towards one key, kept from run to run until the stage has succeeded.</summary>
/// <param name="folder">The folder; its name holds only part of the key, so a file in it holds all of it.</param>
/// <param name="key">The key.</param>
internal sealed class StageWork(string folder, string key)
{
    private string KeyFile => Path.Combine(folder, "key");

    private string ProgressFile => Path.Combine(folder, "progress.json");

    /// <summary>Whether an earlier run has worked here towards the same key.</summary>
    public bool IsBound
    {
        get
        {
            try
            {
                return File.ReadAllText(KeyFile) == key;
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                return false;
            }
        }
    }

    /// <summary>How far the earlier run was when it last said so; null where it did not.</summary>
    public StageProgress? Reached()
    {
        try
        {
            return JsonSerializer.Deserialize<StageProgress>(File.ReadAllBytes(ProgressFile));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or JsonException)
        {
            return null;
        }
    }

    /// <summary>Remembers how far the stage is, for plans.</summary>
    public void Remember(StageProgress progress)
    {
        try
        {
            AtomicFile.WriteBytes(ProgressFile, JsonSerializer.SerializeToUtf8Bytes(progress));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // A plan will not know; the stage itself says what is wrong with the disk.
        }
    }

    /// <summary>Opens the folder; what belongs to another key, and half-written files of a killed run, are dropped.</summary>
    public WorkFolder Open()
    {
        if (!IsBound)
        {
            Drop();
            AtomicFile.WriteText(KeyFile, key);
        }

        foreach (var file in Directory.EnumerateFiles(folder, "*.tmp", SearchOption.AllDirectories))
        {
            File.Delete(file);
        }

        return new(folder);
    }

    /// <summary>Counts this run; the number of runs before it.</summary>
    public int CountRun(string startedUtc)
    {
        using var runs = new Journal<string>(Path.Combine(folder, "runs.jsonl"), key);
        runs.Append(startedUtc);
        return runs.Entries.Count - 1;
    }

    /// <summary>Where the outputs of a stage before this one are laid out.</summary>
    public string InputFolder(string name) => Path.Combine(folder, "inputs", name);

    /// <summary>Deletes everything; the key goes first, so that a half-deleted folder is never resumed from.</summary>
    public void Drop()
    {
        if (Directory.Exists(folder))
        {
            File.Delete(KeyFile);
            Directory.Delete(folder, recursive: true);
        }
    }
}
