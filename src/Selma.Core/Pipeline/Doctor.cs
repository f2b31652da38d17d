using System.Diagnostics;
using System.Runtime.InteropServices;
using Selma.Core.Experiments;
using Selma.Core.Models.Hub;
using Selma.Core.Models.Language.Chat;
using Selma.Core.Numerics;
using static TorchSharp.torch;

namespace Selma.Core.Pipeline;

/// <summary>Looks at what a build needs from the machine, and says what to do where it is missing.</summary>
public static class Doctor
{
    private const string LockSwitch = "DOTNET_SYSTEM_IO_DISABLEFILELOCKING";

    /// <summary>All findings, in a fixed order. Shows names of variables, never their values.</summary>
    public static IReadOnlyList<Finding> Examine(BuildOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        var store = options.StoreFolder ?? Path.Combine(options.OutFolder, "store");
        return
        [
            Finding.Ok("runtime", $"{RuntimeInformation.FrameworkDescription}, {RuntimeInformation.RuntimeIdentifier}, {Environment.ProcessorCount} cores"),
            Try("libtorch", NativeLibrary, "Restore the packages again: delete out/bin and run build.sh."),
            Try("device", Device, "Without libtorch there is no device."),
            Try("experiment", () => Endpoint(options), "Correct the file."),
            Try("hub", Hub, "Correct HF_ENDPOINT."),
            Try("store", () => Writable(store), "Give yourself the right to write there, or name another folder with SELMA_STORE or SELMA_OUT."),
            Try("locks", () => Locks(store), "Put the store on a file system with locks, and unset " + LockSwitch + "."),
        ];
    }

    private static Finding NativeLibrary()
    {
        using var one = ones(1);
        var file = Process.GetCurrentProcess().Modules.Cast<ProcessModule>()
            .FirstOrDefault(module => module.ModuleName.Contains("libLibTorchSharp", StringComparison.Ordinal))?.FileName ?? "";
        var isCopy = File.Exists(file) && OperatingSystem.IsLinux() && WeakCopy.IsWeak(File.ReadAllBytes(file));
        return Finding.Ok("libtorch", $"{__version__} loads{(isCopy ? ", through a copy made for this system's older C++ library" : "")}");
    }

    private static Finding Device() => cuda.is_available()
        ? Finding.Ok("device", $"{cuda.device_count()} CUDA devices")
        : Finding.Ok("device", "cpu; for an NVIDIA card build with SelmaDevice=cuda");

    private static Finding Endpoint(BuildOptions options)
    {
        var experiment = Experiment.Load(options.ExperimentFile, options.Overrides);
        var asking = experiment.Skills.Select(skill => skill.Prompts).Where(prompts => !prompts.IsEmbedded).ToArray();
        var endpoints = asking.Select(prompts => ChatEndpoint.Of(prompts.Endpoint, prompts.ApiKeyEnv)).Distinct().ToArray();
        string[] unset = [.. endpoints.Where(endpoint => endpoint.IsHosted && !ApiKey.Read(endpoint.KeyVariable).IsSet).Select(endpoint => endpoint.KeyVariable)];
        return (endpoints, unset) switch
        {
            ([], _) => Finding.Ok("experiment", $"{experiment.Name} is well-formed; its prompts are written without a network"),
            (_, []) => Finding.Ok("experiment", $"{experiment.Name} is well-formed; {string.Join(", ", endpoints.Select(endpoint => endpoint.Address.Host))} writes its prompts"),
            _ => new("experiment", FindingKind.Warn, $"{string.Join(", ", unset)} is not set", "Set it to the key of the service that writes the prompts."),
        };
    }

    private static Finding Hub()
    {
        var hub = HubSettings.From(Environment.GetEnvironmentVariable);
        var token = hub.HasToken ? "a token is set" : "no token is set";
        return Finding.Ok("hub", hub.IsOffline ? $"models come from {hub.CacheFolder} alone" : $"models come from {hub.Endpoint.Host} into {hub.CacheFolder}; {token}");
    }

    private static Finding Writable(string store)
    {
        _ = Directory.CreateDirectory(store);
        using (File.Create(Path.Combine(store, $"doctor-{Environment.ProcessId}"), 1, FileOptions.DeleteOnClose))
        {
        }

        var free = new DriveInfo(Path.GetFullPath(store)).AvailableFreeSpace >> 20;
        return free > 2048
            ? Finding.Ok("store", $"{store} can be written, {free} MiB are free")
            : new("store", FindingKind.Warn, $"only {free} MiB are free in {store}", "Make room: an experiment takes up to 2 GiB.");
    }

    private static Finding Locks(string store)
    {
        var file = Path.Combine(store, $"doctor-{Environment.ProcessId}.lock");
        using var held = new FileStream(file, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, 1, FileOptions.DeleteOnClose);
        try
        {
            using var second = new FileStream(file, FileMode.Open, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException)
        {
            return Finding.Ok("locks", "a held lock keeps others out");
        }

        return new("locks", FindingKind.Fail, "a held lock keeps nobody out", $"Unset {LockSwitch}; on a network file system mount it with locks.");
    }

    private static Finding Try(string name, Func<Finding> look, string remedy)
    {
        try
        {
            return look();
        }
#pragma warning disable CA1031 // Whatever goes wrong is the finding.
        catch (Exception e)
#pragma warning restore CA1031
        {
            return new(name, FindingKind.Fail, (e.InnerException ?? e).Message, remedy);
        }
    }
}
